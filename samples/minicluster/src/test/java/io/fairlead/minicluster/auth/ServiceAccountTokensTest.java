package io.fairlead.minicluster.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.fairlead.minicluster.auth.TokenClaims.Life;
import io.fairlead.minicluster.auth.TokenClaims.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ServiceAccountTokensTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private final ServiceAccountTokens tokens = ServiceAccountTokens.create();

    private SignedJWT sign() throws Exception {
        return SignedJWT.parse(
                tokens.sign(
                        new TokenClaims(
                                "shop",
                                new Named("cart", "1"),
                                Map.of("pod", new Named("cart-1", "2")),
                                List.of("istio-ca"),
                                new Life(NOW, NOW.plus(Duration.ofHours(1))),
                                UUID.randomUUID().toString())));
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
