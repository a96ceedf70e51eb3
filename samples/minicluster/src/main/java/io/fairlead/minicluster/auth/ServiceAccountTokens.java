package io.fairlead.minicluster.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.fairlead.minicluster.schema.ObjectName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Signs tokens of service accounts, bound to a pod and an audience, like those that a kubelet projects. The key is
/// made with the cluster and lives in memory.
public final class ServiceAccountTokens {

    /// Who issues them.
    public static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

    private final ECKey key;

    private ServiceAccountTokens(ECKey key) {
        this.key = key;
    }

    /// With a new key.
    public static ServiceAccountTokens create() {
        try {
            return new ServiceAccountTokens(
                    new ECKeyGenerator(Curve.P_256)
                            .algorithm(JWSAlgorithm.ES256)
                            .keyUse(KeyUse.SIGNATURE)
                            .keyIDFromThumbprint(true)
                            .generate());
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK makes keys on P-256", e);
        }
    }

    /// The public key, as a JSON Web Key Set.
    public String keySet() {
        return new JWKSet(key.toPublicJWK()).toString();
    }

    /// A token.
    ///
    /// @param audience who may accept it, for example `istio-ca`
    /// @param life how long it is valid from now on
    public String sign(
            ObjectName pod, String account, String audience, Instant now, Duration life) {
        Map<String, ?> bound =
                Map.of(
                        "namespace",
                        pod.namespace(),
                        "serviceaccount",
                        named(account, "account/" + pod.namespace() + "/" + account),
                        "pod",
                        named(pod.name(), "pod/" + pod));
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .subject("system:serviceaccount:" + pod.namespace() + ":" + account)
                        .audience(List.of(audience))
                        .issueTime(Date.from(now))
                        .notBeforeTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(life)))
                        .jwtID(UUID.randomUUID().toString())
                        .claim("kubernetes.io", bound)
                        .build();
        try {
            SignedJWT token =
                    new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                            claims);
            token.sign(new ECDSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a key of P-256 signs ES256", e);
        }
    }

    /// Names are used once in this cluster, so they make good enough ids.
    private static Map<String, String> named(String name, String what) {
        UUID uid = UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8));
        return Map.of("name", name, "uid", uid.toString());
    }
}
