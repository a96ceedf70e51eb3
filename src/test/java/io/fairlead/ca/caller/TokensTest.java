package io.fairlead.ca.caller;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.fairlead.model.identity.Caller;
import io.fairlead.model.identity.SpiffeId;
import io.fairlead.testing.TokenMint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TokensTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final TokenMint MINT = TokenMint.ec("one");
    private static final TokenMint RSA = TokenMint.rsa("two");
    private static final TokenKeys KEYS =
            keys(new JWKSet(List.of(MINT.key().toPublicJWK(), RSA.key().toPublicJWK())).toString());
    private static final TokenPolicy POLICY =
            TokenPolicy.of(TokenMint.ISSUER, "istio-ca", "cluster.local");

    @Test
    void aGoodTokenIsItsServiceAccountWhateverTheAlgorithm() {
        Verdict web =
                new Verdict.Good(
                        new Caller.Known(
                                new SpiffeId("cluster.local", "shop", "web"),
                                Caller.Proof.TOKEN,
                                "web-7d4b9"));
        assertThat(judge(MINT.token("shop", "web", NOW))).isEqualTo(web);
        assertThat(judge(RSA.token("shop", "web", NOW))).isEqualTo(web);
    }

    @Test
    void oneOfSeveralAudiencesIsEnough() {
        assertThat(judge(MINT.sign(claims(c -> c.audience(List.of("vault", "istio-ca"))))))
                .isInstanceOf(Verdict.Good.class);
    }

    @Test
    void clocksMayDifferByAMinute() {
        Date justOver = Date.from(NOW.minusSeconds(59));
        assertThat(judge(MINT.sign(claims(c -> c.expirationTime(justOver)))))
                .isInstanceOf(Verdict.Good.class);
    }

    @Test
    void withoutAnIssuerAskedForAnyWillDo() {
        String token = MINT.sign(claims(c -> c.issuer("https://elsewhere")));
        TokenPolicy any = TokenPolicy.of("", "istio-ca", "cluster.local");
        assertThat(Tokens.judge(token, KEYS, any, NOW)).isInstanceOf(Verdict.Good.class);
    }

    static Stream<Arguments> bad() throws JOSEException {
        String good = MINT.token("shop", "web", NOW);
        return Stream.of(
                bad("nothing", "", "no signed"),
                bad("not a token", "hello", "no signed"),
                bad("two parts", good.substring(0, good.lastIndexOf('.')), "no signed"),
                bad("a header that is no JSON", "e30x.e30.c2ln", "no signed"),
                bad("as long as a book", "a".repeat(20_000), "longer than"),
                bad("without a signature", new PlainJWT(claims(c -> c)).serialize(), "no signed"),
                bad("HS256 with our public key as secret", hmac(), "algorithm"),
                bad(
                        "RS512",
                        RSA.sign(header(JWSAlgorithm.RS512, "two"), claims(c -> c)),
                        "algorithm"),
                bad(
                        "another key of the same name",
                        TokenMint.ec("one").token("a", "b", NOW),
                        "signature"),
                bad(
                        "a key that nobody knows",
                        TokenMint.ec("x").token("a", "b", NOW),
                        "not in the key set"),
                bad("a signature cut short", good.substring(0, good.length() - 4), "signature"),
                bad("other claims under the signature", swapped(good), "signature"),
                bad("a critical header", critical(), "critical"),
                bad("the wrong issuer", sign(c -> c.issuer("https://elsewhere")), "issuer"),
                bad("no issuer", sign(c -> c.issuer(null)), "issuer"),
                bad("the wrong audience", sign(c -> c.audience("vault")), "audience"),
                bad("no audience", sign(c -> c.audience((String) null)), "audience"),
                bad(
                        "expired",
                        sign(c -> c.expirationTime(at(-61))),
                        "expired at 2026-06-01T11:58:59Z"),
                bad("without an end", sign(c -> c.expirationTime(null)), "never expires"),
                bad("of tomorrow", sign(c -> c.notBeforeTime(at(61))), "not valid before"),
                bad("of nobody", sign(c -> c.claim("kubernetes.io", null)), "kubernetes.io"),
                bad(
                        "of a user",
                        sign(c -> c.claim("kubernetes.io", "system:admin")),
                        "kubernetes.io"),
                bad(
                        "bound to one, of another",
                        sign(c -> c.subject("system:serviceaccount:shop:admin")),
                        "subject"),
                bad("of a namespace with a slash", MINT.token("a/ns", "b", NOW), "DNS label"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void aTokenIsRefusedThatIs(String what, String token, String reason) {
        assertThat(judge(token))
                .as(what)
                .isInstanceOfSatisfying(
                        Verdict.Bad.class, bad -> assertThat(bad.reason()).contains(reason));
    }

    @Test
    void noTokenIsGoodWhileThereIsNoKey() {
        assertThat(Tokens.judge(MINT.token("shop", "web", NOW), TokenKeys.NONE, POLICY, NOW))
                .isInstanceOfSatisfying(
                        Verdict.Bad.class,
                        bad -> assertThat(bad.reason()).contains("--token-jwks"));
    }

    @Test
    void noReasonQuotesTheToken() throws JOSEException {
        bad().forEach(row -> {
            String token = (String) row.get()[1];
            String reason = ((Verdict.Bad) judge(token)).reason();
            for (String part : token.split("\\.")) {
                assertThat(part.length() < 8 || !reason.contains(part)).isTrue();
            }
        });
    }

    @Test
    void aKeySetWithoutAUsefulKeyIsRefused() {
        assertThat(TokenKeys.read("{\"keys\":[]}")).isInstanceOf(TokenKeys.Reading.Bad.class);
        assertThat(TokenKeys.read("{")).isInstanceOf(TokenKeys.Reading.Bad.class);
        assertThat(TokenKeys.read("{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}"))
                .isInstanceOf(TokenKeys.Reading.Bad.class);
    }

    private static Verdict judge(String token) {
        return Tokens.judge(token, KEYS, POLICY, NOW);
    }

    private static TokenKeys keys(String jwks) {
        return ((TokenKeys.Reading.Good) TokenKeys.read(jwks)).keys();
    }

    private static Arguments bad(String what, String token, String reason) {
        return Arguments.of(what, token, reason);
    }

    private static JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
        return change.apply(TokenMint.claims("shop", "web", NOW)).build();
    }

    private static String sign(UnaryOperator<JWTClaimsSet.Builder> change) {
        return MINT.sign(claims(change));
    }

    private static Date at(long secondsFromNow) {
        return Date.from(NOW.plus(Duration.ofSeconds(secondsFromNow)));
    }

    private static JWSHeader header(JWSAlgorithm algorithm, String key) {
        return new JWSHeader.Builder(algorithm).keyID(key).build();
    }

    /// The oldest trick: the public key, known to everybody, as the secret of a MAC.
    private static String hmac() throws JOSEException {
        byte[] secret = MINT.jwks().getBytes(StandardCharsets.UTF_8);
        SignedJWT token = new SignedJWT(header(JWSAlgorithm.HS256, "one"), claims(c -> c));
        token.sign(new MACSigner(secret));
        return token.serialize();
    }

    private static String critical() throws JOSEException {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("two")
                        .criticalParams(Set.of("exp"))
                        .customParams(Map.of("exp", 1))
                        .build();
        SignedJWT token = new SignedJWT(header, claims(c -> c));
        token.sign(new RSASSASigner((RSAKey) RSA.key()));
        return token.serialize();
    }

    private static String swapped(String good) {
        String[] mine = good.split("\\.");
        String[] other = MINT.token("shop", "admin", NOW).split("\\.");
        return mine[0] + "." + other[1] + "." + mine[2];
    }
}
