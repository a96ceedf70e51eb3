package io.fairlead.ca.caller;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import io.fairlead.testing.TokenMint;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// Whatever comes as a token or as a key set, it is judged with a reason; nothing is thrown.
class TokenFuzzTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final TokenMint MINT = TokenMint.ec("one");
    private static final TokenKeys KEYS =
            ((TokenKeys.Reading.Good) TokenKeys.read(MINT.jwks())).keys();
    private static final TokenPolicy POLICY =
            TokenPolicy.of(TokenMint.ISSUER, "istio-ca", "cluster.local");

    @FuzzTest
    void anyText(byte[] bytes) {
        judge(new String(bytes, StandardCharsets.UTF_8));
    }

    /// Claims of any kind under a good signature: an API server that has gone mad.
    @FuzzTest
    void anySignedClaims(byte[] claims) throws JOSEException {
        JWSObject token =
                new JWSObject(
                        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("one").build(),
                        new Payload(claims));
        token.sign(new ECDSASigner((ECKey) MINT.key()));
        judge(token.serialize());
    }

    @FuzzTest
    void anyKeySet(byte[] bytes) {
        assertThat(TokenKeys.read(new String(bytes, StandardCharsets.UTF_8))).isNotNull();
    }

    private static void judge(String token) {
        switch (Tokens.judge(token, KEYS, POLICY, NOW)) {
            case Verdict.Good(var caller) ->
                    assertThat(caller.identity().trustDomain()).isEqualTo("cluster.local");
            case Verdict.Bad(String reason) -> assertThat(reason).startsWith("token: ");
        }
    }
}
