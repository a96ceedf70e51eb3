package io.fairlead.ca.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ca.issue.Decision.Reason;
import io.fairlead.model.identity.SpiffeId;
import io.fairlead.testing.Requests;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class IssueTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Issue.Validity ISSUER =
            new Issue.Validity(NOW.minus(Duration.ofDays(365)), NOW.plus(Duration.ofDays(3650)));
    private static final SpiffeId WEB = new SpiffeId("cluster.local", "shop", "web");
    private static final KeyPair KEY = Requests.ec("secp256r1");
    private static final String CSR = Requests.pem(KEY);

    @ParameterizedTest(name = "{0} s asked for, {1} s given")
    @CsvSource({
        "0, 86400",
        "-1, 86400",
        "-9223372036854775808, 86400",
        "1, 1",
        "60, 60",
        "86400, 86400",
        "7776000, 7776000",
        "7776001, 7776000",
        "9223372036854775807, 7776000"
    })
    void theLifetimeIsWhatWasAskedForWithinBounds(long asked, long given) {
        assertThat(template(CSR, asked, ISSUER))
                .isEqualTo(
                        new Template(
                                WEB,
                                KEY.getPublic(),
                                NOW.minus(Duration.ofMinutes(2)),
                                NOW.plusSeconds(given)));
    }

    @Test
    void noCertificateOutlivesItsIssuer() {
        Instant end = NOW.plusSeconds(600);
        assertThat(template(CSR, 0, new Issue.Validity(ISSUER.notBefore(), end)).notAfter())
                .isEqualTo(end);
    }

    @Test
    void noCertificateIsOlderThanItsIssuer() {
        Instant begin = NOW.minusSeconds(5);
        assertThat(template(CSR, 0, new Issue.Validity(begin, ISSUER.notAfter())).notBefore())
                .isEqualTo(begin);
    }

    @Test
    void anIssuerThatHasExpiredIssuesNothing() {
        assertThat(decide(CSR, 0, new Issue.Validity(ISSUER.notBefore(), NOW)))
                .isEqualTo(
                        new Decision.Refuse(
                                Reason.ISSUER, "the issuer's certificate expired at " + NOW));
    }

    @Test
    void anIssuerOfTomorrowIssuesNothing() {
        Decision decision =
                decide(CSR, 0, new Issue.Validity(NOW.plusSeconds(1), ISSUER.notAfter()));
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.ISSUER));
    }

    static Stream<Arguments> goodKeys() {
        return Stream.of(
                Arguments.of("P-256", Requests.ec("secp256r1")),
                Arguments.of("P-384", Requests.ec("secp384r1")),
                Arguments.of("RSA 2048", Requests.rsa(2048)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goodKeys")
    void keysOfUsualKindsAreAccepted(String kind, KeyPair key) {
        assertThat(template(Requests.pem(key), 0, ISSUER).key())
                .as(kind)
                .isEqualTo(key.getPublic());
    }

    @Test
    void namesAndPowersThatTheRequestAsksForAreNotEvenRead() {
        assertThat(template(Requests.greedy(KEY), 0, ISSUER)).isEqualTo(template(CSR, 0, ISSUER));
    }

    private static Template template(String csr, long seconds, Issue.Validity issuer) {
        Decision decision = decide(csr, seconds, issuer);
        assertThat(decision).isInstanceOf(Decision.Issue.class);
        return ((Decision.Issue) decision).template();
    }

    private static Decision decide(String csr, long seconds, Issue.Validity issuer) {
        return Issue.decide(new Issue.Request(csr, seconds, WEB), IssuePolicy.DEFAULT, issuer, NOW);
    }
}
