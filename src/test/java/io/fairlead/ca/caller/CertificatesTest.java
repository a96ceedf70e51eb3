package io.fairlead.ca.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.model.identity.Caller;
import io.fairlead.model.identity.SpiffeId;
import io.fairlead.testing.Cas;
import io.fairlead.testing.Cas.Ca;
import io.fairlead.testing.Cas.Says;
import io.fairlead.testing.Leaves;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Certificates whose chain is good, and what they are worth.
class CertificatesTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofHours(1));
    private static final String WEB = "spiffe://cluster.local/ns/shop/sa/web";
    private static final Ca CA = Cas.root(Says.ca("root", NOW, LATER));

    @Test
    void aWorkloadsCertificateIsItsIdentity() {
        assertThat(Certificates.judge(leaf(uri(WEB)), "cluster.local", NOW))
                .isEqualTo(
                        new Verdict.Good(
                                new Caller.Known(
                                        new SpiffeId("cluster.local", "shop", "web"),
                                        Caller.Proof.CLIENT_CERTIFICATE,
                                        "")));
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                bad("without a name", leaf(), "exactly one name"),
                bad("of two identities", leaf(uri(WEB), uri(WEB + "2")), "exactly one name"),
                bad("of an identity and a host", leaf(uri(WEB), dns("web")), "exactly one name"),
                bad("of a host", leaf(dns("web")), "exactly one name"),
                bad("of another URI", leaf(uri("https://web")), "begins with spiffe://"),
                bad(
                        "with an encoded NUL in its name",
                        leaf(uri(WEB + "%00.evil")),
                        "no lower-case"),
                bad(
                        "of another trust domain",
                        leaf(uri(WEB.replace("cluster", "other"))),
                        "trust domain"),
                bad("a CA", CA.certificate(), "CA certificate"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void aCertificateIsWorthNothingThatIs(String what, X509Certificate certificate, String reason) {
        assertThat(Certificates.judge(certificate, "cluster.local", NOW))
                .as(what)
                .isInstanceOfSatisfying(
                        Verdict.Bad.class, bad -> assertThat(bad.reason()).contains(reason));
    }

    @Test
    void aNameWithANulIsNotEvenReadAsACertificate() {
        assertThatThrownBy(() -> leaf(uri(WEB + "\0.evil")))
                .hasRootCauseInstanceOf(URISyntaxException.class);
    }

    @Test
    void aCertificateThatExpiredSinceTheHandshakeIsWorthNothing() {
        assertThat(Certificates.judge(leaf(uri(WEB)), "cluster.local", LATER.plusSeconds(1)))
                .isEqualTo(new Verdict.Bad("client certificate: it expired at " + LATER));
    }

    private static Arguments bad(String what, X509Certificate certificate, String reason) {
        return Arguments.of(what, certificate, reason);
    }

    private static X509Certificate leaf(GeneralName... names) {
        return Leaves.of(CA, NOW, LATER, names);
    }

    private static GeneralName uri(String text) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, text);
    }

    private static GeneralName dns(String text) {
        return new GeneralName(GeneralName.dNSName, text);
    }
}
