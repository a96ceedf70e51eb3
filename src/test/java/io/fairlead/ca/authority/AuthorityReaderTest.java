package io.fairlead.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Cas;
import io.fairlead.testing.Cas.Ca;
import io.fairlead.testing.Cas.Says;
import io.fairlead.testing.Requests;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AuthorityReaderTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Instant BEFORE = NOW.minus(Duration.ofDays(10));
    private static final Instant AFTER = NOW.plus(Duration.ofDays(1000));
    private static final Ca ROOT = Cas.root(Says.ca("root", BEFORE, AFTER));
    private static final Ca MIDDLE = Cas.below(ROOT, Says.ca("middle", BEFORE, AFTER));
    private static final Ca SIGNER =
            Cas.below(MIDDLE, Says.ca("signer", BEFORE, NOW.plus(Duration.ofDays(30))));

    @Test
    void anIntermediateWithItsChainIsAnAuthorityThatEndsWithItsShortestLink() {
        Map<String, String> files = Cas.files(SIGNER, ROOT);
        files.put("cert-chain.pem", SIGNER.pem() + MIDDLE.pem());

        Authority authority = good(files);

        assertThat(authority.chain()).containsExactly(SIGNER.certificate(), MIDDLE.certificate());
        assertThat(authority.anchor()).isEqualTo(ROOT.certificate());
        assertThat(authority.notAfter()).isEqualTo(NOW.plus(Duration.ofDays(30)));
        assertThat(authority.rootsPem()).isEqualTo(ROOT.pem());
    }

    @Test
    void theOrderOfTheChainDoesNotMatter() {
        Map<String, String> files = Cas.files(SIGNER, ROOT);
        files.put("cert-chain.pem", ROOT.pem() + MIDDLE.pem() + SIGNER.pem());
        assertThat(good(files).chain()).containsExactly(SIGNER.certificate(), MIDDLE.certificate());
    }

    @Test
    void aRootSignsForItselfWithoutAChain() {
        Map<String, String> files = Cas.files(ROOT, ROOT);
        files.remove("cert-chain.pem");
        assertThat(good(files).chain()).isEmpty();
    }

    @Test
    void theNamesOfATlsSecretAreUnderstood() {
        assertThat(
                        good(Map.of(
                                        "tls.crt", ROOT.pem(),
                                        "tls.key", ROOT.keyPem(),
                                        "ca.crt", ROOT.pem()))
                                .name())
                .isEqualTo("O=root");
    }

    @Test
    void anRsaAuthorityIsFine() {
        Ca rsa = Cas.issue(Says.ca("rsa", BEFORE, AFTER), Requests.rsa(2048), null);
        assertThat(good(Cas.files(rsa, rsa)).name()).isEqualTo("O=rsa");
    }

    @Test
    void itsKeyIsNeverPrinted() {
        assertThat(good(Cas.files(ROOT, ROOT)).toString()).startsWith("Authority[O=root, test");
    }

    static Stream<Arguments> bad() {
        Ca other = Cas.root(Says.ca("other", BEFORE, AFTER));
        Ca expired = Cas.root(Says.ca("old", BEFORE, NOW.minusSeconds(1)));
        Ca early = Cas.root(Says.ca("early", NOW.plusSeconds(60), AFTER));
        Ca leaf = Cas.root(new Says("leaf", BEFORE, AFTER, false, KeyUsage.digitalSignature));
        Ca mute = Cas.root(new Says("mute", BEFORE, AFTER, true, KeyUsage.cRLSign));
        Ca weak = Cas.issue(Says.ca("weak", BEFORE, AFTER), Requests.rsa(1024), null);
        Ca orphan = Cas.below(expired, Says.ca("orphan", BEFORE, AFTER));
        return Stream.of(
                bad("no certificate", "ca-cert.pem", null, "ca-cert.pem: is missing"),
                bad("no key", "ca-key.pem", " ", "ca-key.pem: is missing"),
                bad("no root", "root-cert.pem", null, "root-cert.pem: is missing"),
                bad("a certificate that is none", "ca-cert.pem", "hello", "ca-cert.pem: is no PEM"),
                bad("a key that is none", "ca-key.pem", "hello", "ca-key.pem: is no PEM"),
                bad("a certificate for a key", "ca-key.pem", ROOT.pem(), "ca-key.pem: is no PEM"),
                bad("another's key", "ca-key.pem", other.keyPem(), "is not the key of"),
                bad("another's root", "root-cert.pem", other.pem(), "does not vouch"),
                bad("expired", Cas.files(expired, expired), "expired at 2026-06-01T11:59:59Z"),
                bad("of tomorrow", Cas.files(early, early), "is not valid before"),
                bad("no CA", Cas.files(leaf, leaf), "no CA certificate"),
                bad("not allowed to sign", Cas.files(mute, mute), "may not sign"),
                bad("of a weak key", Cas.files(weak, weak), "2048 bits"),
                bad("below an expired root", Cas.files(orphan, expired), "expired at"),
                bad("without its middle", Cas.files(SIGNER, ROOT), "does not vouch"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void anAuthorityIsRefusedThatIs(String what, Map<String, String> files, String reason) {
        assertThat(AuthorityReader.read("test", files, NOW))
                .as(what)
                .isInstanceOfSatisfying(
                        Reading.Bad.class,
                        bad ->
                                assertThat(bad.faults())
                                        .extracting(Reading.Fault::text)
                                        .anyMatch(text -> text.contains(reason))
                                        .allMatch(text -> text.contains("fix:")));
    }

    @Test
    void allThatIsMissingIsToldAtOnce() {
        assertThat(AuthorityReader.read("test", Map.of(), NOW))
                .isInstanceOfSatisfying(
                        Reading.Bad.class,
                        bad ->
                                assertThat(bad.faults())
                                        .extracting(Reading.Fault::file)
                                        .isEqualTo(
                                                List.of(
                                                        "ca-cert.pem",
                                                        "root-cert.pem",
                                                        "ca-key.pem")));
    }

    private static Authority good(Map<String, String> files) {
        Reading reading = AuthorityReader.read("test", files, NOW);
        assertThat(reading).isInstanceOf(Reading.Good.class);
        return ((Reading.Good) reading).authority();
    }

    private static Arguments bad(String what, Map<String, String> files, String reason) {
        return Arguments.of(what, files, reason);
    }

    /// A good root with one file exchanged.
    private static Arguments bad(String what, String file, @Nullable String text, String reason) {
        Map<String, String> files = new HashMap<>(Cas.files(ROOT, ROOT));
        files.remove(file);
        if (text != null) {
            files.put(file, text);
        }
        return Arguments.of(what, files, reason);
    }
}
