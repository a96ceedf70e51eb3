package io.fairlead.minicluster.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.fairlead.minicluster.schema.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceAccountTokensTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final ObjectName POD = new ObjectName("shop", "cart-1");

    private final ServiceAccountTokens tokens = ServiceAccountTokens.create();

    private SignedJWT sign() throws Exception {
        return SignedJWT.parse(tokens.sign(POD, "cart", "istio-ca", NOW, Duration.ofHours(1)));
    }

    @Test
    void aTokenSaysWhatAKubeletsDoes() throws Exception {
        JWTClaimsSet claims = sign().getJWTClaimsSet();

        assertThat(claims.getIssuer()).isEqualTo(ServiceAccountTokens.ISSUER);
        assertThat(claims.getAudience()).containsExactly("istio-ca");
        assertThat(claims.getSubject()).isEqualTo("system:serviceaccount:shop:cart");
        assertThat(claims.getExpirationTime().toInstant()).isEqualTo(NOW.plus(Duration.ofHours(1)));
        Map<String, Object> bound = claims.getJSONObjectClaim("kubernetes.io");
        assertThat(bound).containsEntry("namespace", "shop").containsKeys("pod", "serviceaccount");
        assertThat(bound).extractingByKey("pod").asString().contains("cart-1");
    }

    @Test
    void thePublishedKeySetChecksItAndHoldsNoPrivateKey() throws Exception {
        SignedJWT token = sign();
        JWKSet published = JWKSet.parse(tokens.keySet());
        ECKey key = published.getKeyByKeyId(token.getHeader().getKeyID()).toECKey();

        assertThat(token.verify(new ECDSAVerifier(key))).isTrue();
        assertThat(key.isPrivate()).isFalse();
    }

    @Test
    void anotherClustersKeySetDoesNot() throws Exception {
        ECKey other =
                JWKSet.parse(ServiceAccountTokens.create().keySet()).getKeys().getFirst().toECKey();

        assertThat(sign().verify(new ECDSAVerifier(other))).isFalse();
    }

    @Test
    void noTwoTokensAreTheSame() throws Exception {
        assertThat(sign().serialize()).isNotEqualTo(sign().serialize());
    }
}
