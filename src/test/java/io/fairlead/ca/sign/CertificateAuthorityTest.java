package io.fairlead.ca.sign;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ca.issue.Decision.Reason;
import io.fairlead.ca.issue.IssuePolicy;
import io.fairlead.ca.sign.CertificateAuthority.Answer;
import io.fairlead.ca.sign.CertificateAuthority.Order;
import io.fairlead.ca.view.CertificateView;
import io.fairlead.meter.MetricNames;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.identity.Caller;
import io.fairlead.model.identity.Caller.Proof;
import io.fairlead.model.identity.SpiffeId;
import io.fairlead.store.file.FileStore;
import io.fairlead.testing.Cas;
import io.fairlead.testing.Cas.Ca;
import io.fairlead.testing.Cas.Says;
import io.fairlead.testing.FakeClock;
import io.fairlead.testing.Requests;
import io.fairlead.testing.SecureClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final KeyPair KEY = Requests.ec("secp256r1");
    private static final Caller.Known WEB =
            new Caller.Known(new SpiffeId("cluster.local", "shop", "web"), Proof.TOKEN, "web-1");

    @TempDir Path dir;
    private final FakeClock clock = new FakeClock(NOW);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void aLeafHasIstiosShape() throws Exception {
        X509Certificate leaf = leaf(issue(authority(), Requests.greedy(KEY), WEB));

        assertThat(leaf.getSubjectX500Principal().getName()).isEmpty();
        assertThat(leaf.getSubjectAlternativeNames())
                .containsExactly(List.of(6, "spiffe://cluster.local/ns/shop/sa/web"));
        assertThat(leaf.getCriticalExtensionOIDs())
                .as("names, key usage and constraints are critical")
                .containsExactlyInAnyOrder("2.5.29.17", "2.5.29.15", "2.5.29.19");
        assertThat(leaf.getBasicConstraints()).as("no CA").isEqualTo(-1);
        assertThat(leaf.getKeyUsage())
                .as("digital signature, key encipherment")
                .containsExactly(true, false, true, false, false, false, false, false, false);
        assertThat(leaf.getExtendedKeyUsage())
                .containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(leaf.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(leaf.getSerialNumber().bitLength()).isEqualTo(127);
        assertThat(leaf.getNotBefore().toInstant()).isEqualTo(NOW.minusSeconds(120));
        assertThat(leaf.getNotAfter().toInstant()).isEqualTo(NOW.plusSeconds(3600));
    }

    @Test
    void theChainOfAnIntermediateLeadsToItsRoot() throws Exception {
        Ca root = Cas.root(Says.ca("root", NOW, NOW.plus(Duration.ofDays(400))));
        Ca signer = Cas.below(root, Says.ca("signer", NOW, NOW.plus(Duration.ofDays(2))));
        plug(Cas.files(signer, root));

        List<String> chain = issue(authority(), Requests.pem(KEY), WEB);

        assertThat(chain).hasSize(3).endsWith(signer.pem(), root.pem());
        PKIXParameters trust =
                new PKIXParameters(Set.of(new TrustAnchor(root.certificate(), null)));
        trust.setRevocationEnabled(false);
        trust.setDate(Date.from(NOW));
        CertPathValidator.getInstance("PKIX")
                .validate(
                        CertificateFactory.getInstance("X.509")
                                .generateCertPath(List.of(leaf(chain), signer.certificate())),
                        trust);
    }

    @Test
    void whoHasWhatIsKnownUntilItExpires() throws Exception {
        CertificateAuthority authority = authority();
        List<String> first = issue(authority, Requests.pem(KEY), WEB);
        assertThat(authority.view().certificates())
                .containsExactly(
                        new CertificateView(
                                leaf(first).getSerialNumber().toString(16),
                                "spiffe://cluster.local/ns/shop/sa/web",
                                "10.0.0.7",
                                "web-1",
                                "token",
                                NOW.minusSeconds(120),
                                NOW.plusSeconds(3600),
                                "O=cluster.local"));

        clock.pass(Duration.ofMinutes(30));
        Caller.Known renewing = new Caller.Known(WEB.identity(), Proof.CLIENT_CERTIFICATE, "");
        issue(authority, Requests.pem(KEY), renewing);
        assertThat(authority.view().certificates())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.proof()).isEqualTo("client-certificate");
                    assertThat(one.pod()).as("from the token before").isEqualTo("web-1");
                });

        clock.pass(Duration.ofHours(2));
        assertThat(authority.view().certificates()).isEmpty();
    }

    @Test
    void everythingIsCounted() throws Exception {
        CertificateAuthority authority = authority();
        issue(authority, Requests.pem(KEY), WEB);
        authority.issue(new Order("nonsense", 0, WEB, "10.0.0.7"));
        clock.pass(Duration.ofDays(5000));
        assertThat(authority.issue(new Order(Requests.pem(KEY), 0, WEB, "10.0.0.7")))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.ISSUER));

        assertThat(count(MetricNames.CSR_COUNT)).isEqualTo(3);
        assertThat(count(MetricNames.CERTIFICATES_ISSUED)).isEqualTo(1);
        assertThat(count(MetricNames.CSR_PARSING_ERRORS)).isEqualTo(1);
        assertThat(count(MetricNames.CSR_SIGN_ERRORS)).isEqualTo(1);
    }

    private double count(String name) {
        return registry.counter(name).count();
    }

    private void plug(Map<String, String> files) throws IOException {
        Path plugged = Files.createDirectories(dir.resolve("cacerts"));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(plugged.resolve(file.getKey()), file.getValue());
        }
    }

    private CertificateAuthority authority() throws IOException {
        CaMeters meters = new CaMeters(registry);
        Authorities.Sources sources =
                new Authorities.Sources(
                        () -> FileStore.contents(dir.resolve("cacerts")),
                        new FileStore(dir.resolve("ca")),
                        new ObjectKey("", "Secret", "istio-system", "istio-ca-secret"),
                        "cluster.local",
                        false);
        return new CertificateAuthority(
                Authorities.open(sources, clock, meters), IssuePolicy.DEFAULT, clock, meters);
    }

    private static List<String> issue(CertificateAuthority authority, String csr, Caller.Known to) {
        return switch (authority.issue(new Order(csr, 3600, to, "10.0.0.7"))) {
            case Answer.Issued(List<String> chain) -> chain;
            case Answer other -> throw new AssertionError(other);
        };
    }

    private static X509Certificate leaf(List<String> chain) {
        return SecureClient.certificates(chain.getFirst()).getFirst();
    }
}
