package io.fairlead.perf.certs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/// Service account tokens as a cluster's API server makes them: JWTs signed by RSA of 2048 bits.
public final class TokenIssuer {
    private static final int KEY_BITS = 2048;
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair key;

    private TokenIssuer(KeyPair key) {
        this.key = key;
    }

    /// With a new key.
    public static TokenIssuer create() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(KEY_BITS);
        return new TokenIssuer(generator.generateKeyPair());
    }

    /// The public key, as a key set.
    public String keySet() {
        RSAPublicKey open = (RSAPublicKey) key.getPublic();
        return """
        {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "perf", "n": "%s", "e": "%s"}]}
        """
                .formatted(unsigned(open.getModulus()), unsigned(open.getPublicExponent()));
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        return BASE64.encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
    }

    /// A token of a pod of this service account.
    public String token(String namespace, String account, Instant now)
            throws GeneralSecurityException {
        String header = "{\"alg\": \"RS256\", \"kid\": \"perf\"}";
        String claims =
                """
                {"iss": "https://kubernetes.default.svc", "aud": ["istio-ca"], "iat": %1$d, "nbf": %1$d, "exp": %2$d,
                 "sub": "system:serviceaccount:%3$s:%4$s",
                 "kubernetes.io": {"namespace": "%3$s", "serviceaccount": {"name": "%4$s", "uid": "1"},
                  "pod": {"name": "%4$s-1", "uid": "2"}}}
                """
                        .formatted(
                                now.getEpochSecond(),
                                now.plus(LIFETIME).getEpochSecond(),
                                namespace,
                                account);
        String text =
                BASE64.encodeToString(header.getBytes(UTF_8))
                        + "."
                        + BASE64.encodeToString(claims.getBytes(UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key.getPrivate());
        signature.update(text.getBytes(UTF_8));
        return text + "." + BASE64.encodeToString(signature.sign());
    }
}
