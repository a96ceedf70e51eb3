package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.fairlead.push.session.TypeUrl;
import io.fairlead.testing.Cas;
import io.fairlead.testing.Requests;
import io.fairlead.testing.ReviewingApiServer;
import io.fairlead.testing.SecureClient;
import io.fairlead.testing.SecureClient.Credentials;
import io.fairlead.testing.TokenMint;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The secured port over real sockets, with a client written from the contract.
class SecureDaemonTest {

    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final TokenMint MINT = TokenMint.ec("one");
    private static final KeyPair KEY = Requests.ec("secp256r1");

    @TempDir Path dir;
    private Path config;
    private Daemon daemon;
    private String root;

    @BeforeEach
    void start() throws Exception {
        config = Files.createDirectory(dir.resolve("config"));
        Files.writeString(
                config.resolve("cart.yaml"), Yaml.service("cart", "10.96.0.1", "10.244.0.1"));
        Files.writeString(dir.resolve("jwks.json"), MINT.jwks());
        daemon = start(true);
        root = Files.readString(dir.resolve("ca/root-cert.pem"));
    }

    private Daemon start(boolean issuing) throws Exception {
        return start(issuing, null);
    }

    private Daemon start(boolean issuing, SecureOptions.@Nullable Review review) throws Exception {
        SecureOptions secure =
                new SecureOptions(
                        ANY,
                        dir.resolve("ca"),
                        dir.resolve("cacerts"),
                        dir.resolve("jwks.json"),
                        TokenMint.ISSUER,
                        "istio-ca",
                        review,
                        "",
                        List.of(),
                        issuing,
                        false);
        Daemon started =
                new Daemon(new DaemonOptions(List.of(config), null, ANY, ANY, ANY, 100, secure));
        started.start();
        assertThat(started.awaitReady(Duration.ofSeconds(20))).isTrue();
        return started;
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void aTokenGetsACertificateAndTheCertificateGetsTheNext() throws Exception {
        List<String> first;
        try (SecureClient client = byToken("web")) {
            first = client.create(Requests.pem(KEY), 3600);
        }

        assertThat(first).hasSize(2);
        assertThat(first.getLast()).isEqualTo(root);
        X509Certificate leaf = SecureClient.certificates(first.getFirst()).getFirst();
        assertThat(leaf.getSubjectAlternativeNames())
                .containsExactly(List.of(6, "spiffe://cluster.local/ns/default/sa/web"));
        assertThat(leaf.getPublicKey()).isEqualTo(KEY.getPublic());

        KeyPair next = Requests.ec("secp384r1");
        try (SecureClient client = client(Credentials.certificate(KEY, first))) {
            X509Certificate renewed =
                    SecureClient.certificates(client.create(Requests.pem(next), 0).getFirst())
                            .getFirst();
            assertThat(renewed.getPublicKey()).isEqualTo(next.getPublic());
            assertThat(renewed.getSubjectAlternativeNames())
                    .containsExactlyElementsOf(leaf.getSubjectAlternativeNames());
        }
    }

    @Test
    void anApiServerIsAskedWhetherATokenStillHolds() throws Exception {
        daemon.close();
        try (ReviewingApiServer apiServer = new ReviewingApiServer(MINT)) {
            var review =
                    new SecureOptions.Review(
                            apiServer.uri(), apiServer.account(dir.resolve("account")));
            daemon = start(true, review);
            try (SecureClient client = byToken("web")) {
                assertThat(client.create(Requests.pem(KEY), 3600)).hasSize(2);
            }
            String gone = MINT.token("default", "gone", Instant.now());
            apiServer.revoke(gone);
            String foreign = TokenMint.ec("one").token("default", "web", Instant.now());
            for (String token : List.of(gone, foreign)) {
                try (SecureClient client = client(Credentials.token(token))) {
                    assertThat(refusal(client, Requests.pem(KEY)).getStatus().getCode())
                            .isEqualTo(Status.Code.UNAUTHENTICATED);
                }
            }
            // What a signature already tells, it is not asked.
            assertThat(apiServer.asked()).isEqualTo(2);
        }
    }

    @Test
    void theMonitoringPortShowsWhoHasWhatAndCountsIt() throws Exception {
        try (SecureClient client = byToken("web")) {
            client.create(Requests.pem(KEY), 3600);
        }
        assertThat(page("/debug/certs"))
                .contains(
                        "\"name\" : \"O=cluster.local\"",
                        "\"identity\" : \"spiffe://cluster.local/ns/default/sa/web\"",
                        "\"pod\" : \"web-7d4b9\"",
                        "\"proof\" : \"token\"")
                .doesNotContain("PRIVATE");
        assertThat(page("/metrics"))
                .contains(
                        "citadel_server_csr_count 1.0",
                        "citadel_server_success_cert_issuance_count 1.0",
                        "citadel_server_root_cert_expiry_timestamp");
    }

    private String page(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + daemon.monitoringPort() + path);
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void aProxyGetsOnlyWhatItIs() throws Exception {
        try (SecureClient client = byToken("web")) {
            try (DeltaProxy itself = proxy(client, "web")) {
                itself.until(TypeUrl.LISTENER);
                assertThat(itself.held(TypeUrl.LISTENER)).containsKey("virtualInbound");
            }
            try (DeltaProxy another = proxy(client, "cart")) {
                Status refused = another.ended();
                assertThat(refused.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
                assertThat(refused.getDescription()).contains("\"cart\"", "/sa/web");
            }
        }
        try (SecureClient stranger =
                        client(Credentials.token(MINT.token("other", "web", Instant.now())));
                DeltaProxy proxy = proxy(stranger, "web")) {
            assertThat(proxy.ended().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        }
    }

    @Test
    void whoProvesNothingGetsNothing() throws Exception {
        try (SecureClient nobody = client(new Credentials(null, List.of(), null));
                DeltaProxy proxy = proxy(nobody, "web")) {
            assertThat(proxy.ended().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            StatusRuntimeException refused = refusal(nobody, Requests.pem(KEY));
            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(refused.getStatus().getDescription())
                    .contains("client certificate: none", "token: no authorization");
        }
        try (SecureClient liar =
                client(
                        Credentials.token(
                                TokenMint.ec("one").token("default", "web", Instant.now())))) {
            assertThat(refusal(liar, Requests.pem(KEY)).getStatus().getDescription())
                    .contains("signature");
        }
    }

    @Test
    void aCertificateOfAnotherRootEndsTheHandshake() throws Exception {
        List<String> foreign = new OtherAuthority(dir.resolve("other")).issue(KEY);
        try (SecureClient client = client(Credentials.certificate(KEY, foreign))) {
            assertThat(refusal(client, Requests.pem(KEY)).getStatus().getCode())
                    .isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @Test
    void badRequestsAreToldWhatIsWrongAndHarmNobody() throws Exception {
        try (SecureClient client = byToken("web")) {
            assertThat(refusal(client, "nonsense").getStatus().getCode())
                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
            StatusRuntimeException notAMessage =
                    catchThrowableOfType(
                            StatusRuntimeException.class, () -> client.send(new byte[] {-1, -1}));
            assertThat(notAMessage.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            StatusRuntimeException large =
                    catchThrowableOfType(
                            StatusRuntimeException.class, () -> client.send(new byte[100_000]));
            assertThat(large.getStatus().getDescription()).contains("32 KiB");
            StatusRuntimeException impersonation =
                    catchThrowableOfType(
                            StatusRuntimeException.class,
                            () ->
                                    client.impersonate(
                                            Requests.pem(KEY),
                                            "spiffe://cluster.local/ns/default/sa/cart"));
            assertThat(impersonation.getStatus().getCode())
                    .isEqualTo(Status.Code.PERMISSION_DENIED);

            assertThat(client.create(Requests.pem(KEY), 60)).hasSize(2);
        }
    }

    @Test
    void theRootSurvivesARestart() throws Exception {
        daemon.close();
        daemon = start(true);
        assertThat(dir.resolve("ca/root-cert.pem")).hasContent(root);
        try (SecureClient client = byToken("web")) {
            assertThat(client.create(Requests.pem(KEY), 60).getLast()).isEqualTo(root);
        }
    }

    /// The server's own certificate, the root for clients and the next leaf come from it.
    @Test
    void anAuthorityPluggedInLaterTakesOverWithoutARestart() throws Exception {
        Instant now = Instant.now();
        Cas.Ca next = Cas.root(Cas.Says.ca("next", now, now.plus(Duration.ofDays(100))));
        Path plugged = Files.createDirectory(dir.resolve("cacerts"));
        for (Map.Entry<String, String> file : Cas.files(next, next).entrySet()) {
            Files.writeString(plugged.resolve(file.getKey()), file.getValue());
        }
        root = next.pem();
        StatusRuntimeException refused = null;
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < deadline) {
            try (SecureClient client = byToken("web")) {
                assertThat(client.create(Requests.pem(KEY), 60)).endsWith(root);
                assertThat(dir.resolve("ca/root-cert.pem")).hasContent(root);
                return;
            } catch (StatusRuntimeException e) {
                // The server still shows its old certificate, which the new root doesn't vouch for.
                assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                refused = e;
            }
        }
        throw new AssertionError("the new authority did not take over", refused);
    }

    @Test
    void withoutIssuingTheSecuredPortServesConfigurationOnly() throws Exception {
        daemon.close();
        daemon = start(false);
        try (SecureClient client = byToken("web");
                DeltaProxy proxy = proxy(client, "web")) {
            proxy.until(TypeUrl.LISTENER);
            assertThat(refusal(client, Requests.pem(KEY)).getStatus().getCode())
                    .isEqualTo(Status.Code.UNIMPLEMENTED);
        }
    }

    private SecureClient byToken(String account) throws IOException {
        return client(Credentials.token(MINT.token("default", account, Instant.now())));
    }

    private SecureClient client(Credentials credentials) throws IOException {
        return new SecureClient(daemon.securePort(), root, credentials);
    }

    private static StatusRuntimeException refusal(SecureClient client, String csr) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> client.create(csr, 60));
    }

    private static DeltaProxy proxy(SecureClient client, String account) {
        Node.Builder node =
                DeltaProxy.node(account + "-1.default", "10.244.0.9", Map.of()).toBuilder();
        node.getMetadataBuilder()
                .putFields("NAMESPACE", Value.newBuilder().setStringValue("default").build())
                .putFields("SERVICE_ACCOUNT", Value.newBuilder().setStringValue(account).build());
        DeltaProxy proxy = new DeltaProxy(client.channel(), () -> {});
        proxy.start(node.build());
        return proxy;
    }
}
