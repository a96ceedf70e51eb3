package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.clock.Clock;
import io.fairlead.testing.Cas;
import io.fairlead.testing.Cas.Ca;
import io.fairlead.testing.Cas.Says;
import io.fairlead.testing.Leaves;
import io.fairlead.testing.Leaves.Leaf;
import io.fairlead.testing.Requests;
import io.fairlead.testing.SecureClient;
import io.fairlead.testing.SecureClient.Credentials;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Certificates shown at the secured port: what the handshake refuses, and what is refused after it.
class ClientCertificateTest {

    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Instant NOW = Clock.system().now();
    private static final Instant HOUR_AGO = NOW.minus(Duration.ofHours(1));
    private static final Instant LATER = NOW.plus(Duration.ofHours(1));
    private static final KeyPair KEY = Requests.ec("secp256r1");
    private static final String WEB = "spiffe://cluster.local/ns/default/sa/web";
    private static final Ca ROOT =
            Cas.root(Says.ca("root", HOUR_AGO, NOW.plus(Duration.ofDays(100))));
    private static final Ca SIGNER =
            Cas.below(ROOT, Says.ca("signer", HOUR_AGO, NOW.plus(Duration.ofDays(50))));
    private static final Ca STRANGER =
            Cas.root(Says.ca("root", HOUR_AGO, NOW.plus(Duration.ofDays(100))));

    @TempDir static Path dir;
    private static Daemon daemon;

    @BeforeAll
    static void start() throws Exception {
        Path plugged = Files.createDirectory(dir.resolve("cacerts"));
        for (Map.Entry<String, String> file : Cas.files(SIGNER, ROOT).entrySet()) {
            Files.writeString(plugged.resolve(file.getKey()), file.getValue());
        }
        SecureOptions secure =
                new SecureOptions(
                        ANY,
                        dir.resolve("ca"),
                        plugged,
                        null,
                        "",
                        "istio-ca",
                        null,
                        "",
                        List.of(),
                        true,
                        false);
        daemon = new Daemon(new DaemonOptions(List.of(), null, ANY, ANY, ANY, 100, secure));
        daemon.start();
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @Test
    void aLeafWithItsIntermediateIsLetIn() throws IOException {
        try (SecureClient client = show(leaf(SIGNER, HOUR_AGO, LATER, WEB))) {
            assertThat(client.create(Requests.pem(KEY), 60))
                    .hasSize(3)
                    .endsWith(SIGNER.pem(), ROOT.pem());
        }
    }

    static Stream<Arguments> refusedInTheHandshake() {
        KeyPurposeId server = KeyPurposeId.id_kp_serverAuth;
        return Stream.of(
                Arguments.of("expired", leaf(SIGNER, HOUR_AGO, NOW.minusSeconds(5), WEB)),
                Arguments.of("of tomorrow", leaf(SIGNER, LATER, LATER.plusSeconds(60), WEB)),
                Arguments.of("for servers only", leaf(SIGNER, server, uri(WEB))),
                Arguments.of(
                        "of a stranger with the same name", leaf(STRANGER, HOUR_AGO, LATER, WEB)),
                Arguments.of(
                        "signed by itself",
                        Cas.issue(Says.ca("web", HOUR_AGO, LATER), KEY, null).certificate()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedInTheHandshake")
    void noConnectionForACertificateThatIs(String what, X509Certificate leaf) throws IOException {
        assertThat(refusal(leaf).getStatus().getCode()).as(what).isEqualTo(Status.Code.UNAVAILABLE);
    }

    static Stream<Arguments> refusedAfterIt() {
        KeyPurposeId client = KeyPurposeId.id_kp_clientAuth;
        return Stream.of(
                Arguments.of(
                        "of another trust domain",
                        leaf(SIGNER, HOUR_AGO, LATER, WEB.replace("cluster", "other")),
                        "trust domain"),
                Arguments.of(
                        "of a host",
                        leaf(SIGNER, client, new GeneralName(GeneralName.dNSName, "web")),
                        "exactly one name"),
                Arguments.of(
                        "of two identities",
                        leaf(SIGNER, client, uri(WEB), uri(WEB + "2")),
                        "exactly one name"),
                Arguments.of(
                        "of a path that is no workload's",
                        leaf(SIGNER, HOUR_AGO, LATER, "spiffe://cluster.local/admin"),
                        "spiffe://TRUST-DOMAIN"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedAfterIt")
    void noCallForACertificateThatIs(String what, X509Certificate leaf, String reason)
            throws IOException {
        Status refused = refusal(leaf).getStatus();
        assertThat(refused.getCode()).as(what).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(refused.getDescription()).contains("client certificate:", reason);
    }

    private static StatusRuntimeException refusal(X509Certificate leaf) throws IOException {
        try (SecureClient client = show(leaf)) {
            return catchThrowableOfType(
                    StatusRuntimeException.class, () -> client.create(Requests.pem(KEY), 60));
        }
    }

    private static SecureClient show(X509Certificate leaf) throws IOException {
        boolean ours =
                leaf.getIssuerX500Principal()
                        .equals(SIGNER.certificate().getSubjectX500Principal());
        String itself = new Ca(leaf, KEY).pem();
        List<String> chain =
                ours ? List.of(itself, SIGNER.pem(), ROOT.pem()) : List.of(itself, ROOT.pem());
        return new SecureClient(
                daemon.securePort(), ROOT.pem(), Credentials.certificate(KEY, chain));
    }

    private static X509Certificate leaf(Ca issuer, Instant from, Instant to, String identity) {
        KeyPurposeId client = KeyPurposeId.id_kp_clientAuth;
        return Leaves.of(issuer, new Leaf(KEY, from, to, client, List.of(uri(identity))));
    }

    private static X509Certificate leaf(Ca issuer, KeyPurposeId purpose, GeneralName... names) {
        return Leaves.of(issuer, new Leaf(KEY, HOUR_AGO, LATER, purpose, List.of(names)));
    }

    private static GeneralName uri(String text) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, text);
    }
}
