package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.PeekingServer;
import io.fairlead.testing.Pki;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A stock Envoy with certificates, as client of a server that says what it saw: policies and rules change under it.
class RealEnvoyTlsTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final String WEB = "spiffe://cluster.local/ns/default/sa/web";
    private static final String BY_MESH =
            "by TLS from " + WEB + " to outbound_.80_._.cart.default.svc.cluster.local istio";

    @TempDir Path dir;
    private final Pki.Ca root = Pki.root("mesh");
    private Path config;
    private Daemon daemon;
    private PeekingServer cart;
    private SecretServer secrets;
    private RunningEnvoy envoy;

    @BeforeEach
    void start() throws Exception {
        Pki.Held certificate =
                root.leaf()
                        .uri("spiffe://cluster.local/ns/default/sa/cart")
                        .dns("cart.example")
                        .issue();
        cart = new PeekingServer(certificate, root);
        secrets = new SecretServer(root.workload(WEB), root);
        config = Files.createDirectory(dir.resolve("config"));
        RunningDaemon.write(config, "cart", cart("cart"));
        daemon = new Daemon(new DaemonOptions(List.of(config), null, ANY, ANY, ANY, 100));
        daemon.start();
        assertThat(daemon.awaitReady(Duration.ofSeconds(20))).isTrue();
        String node =
                """
                "id": "sidecar~127.0.0.9~web.default~default.svc.cluster.local", "cluster": "web.default",
                "metadata": {"NAMESPACE": "default", "LABELS": {"app": "web"}, "WORKLOAD_IDENTITY_SOCKET_FILE": "socket"}
                """;
        String agent = ", " + RunningEnvoy.grpcCluster("sds-grpc", secrets.port());
        envoy =
                RunningEnvoy.start(
                        dir, RunningEnvoy.bootstrap("DELTA_GRPC", node, daemon.xdsPort(), agent));
    }

    @AfterEach
    void stop() throws Exception {
        if (envoy != null) {
            envoy.close();
        }
        if (daemon != null) {
            daemon.close();
        }
        if (secrets != null) {
            secrets.close();
        }
        if (cart != null) {
            cart.close();
        }
    }

    @Test
    void itSpeaksWhatPoliciesAndRulesSay() throws Exception {
        says(BY_MESH);

        RunningDaemon.write(config, "peers", peers("DISABLE"));
        says("in clear");
        RunningDaemon.write(config, "peers", peers("STRICT"));
        says(BY_MESH);

        RunningDaemon.write(config, "rule", rule("{mode: DISABLE}"));
        says("in clear");
        RunningDaemon.write(config, "rule", rule("{mode: ISTIO_MUTUAL, sni: cart.shop}"));
        says("by TLS from " + WEB + " to cart.shop istio");
        Path roots = Files.writeString(dir.resolve("ca.pem"), root.pem());
        RunningDaemon.write(
                config,
                "rule",
                rule("{mode: SIMPLE, sni: cart.example, caCertificates: %s}".formatted(roots)));
        says("by TLS from nobody to cart.example null");

        assertThat(envoy.admin("/stats?filter=update_rejected", _ -> true))
                .doesNotContainPattern("update_rejected: [1-9]");
    }

    @Test
    void aServerOfAnotherIdentityIsRefused() throws Exception {
        says(BY_MESH);

        RunningDaemon.write(config, "cart", cart("other"));

        String refused = envoy.askCart("/", text -> text.startsWith("HTTP/1.1 503"));
        assertThat(refused).startsWith("HTTP/1.1 503");
        assertThat(envoy.admin("/stats?filter=fail_verify_san", _ -> true))
                .containsPattern("fail_verify_san: [1-9]");
    }

    private void says(String expected) throws Exception {
        assertThat(envoy.askCart("/", text -> text.endsWith("\r\n\r\n" + expected)))
                .endsWith("\r\n\r\n" + expected);
    }

    private String cart(String account) {
        return Yaml.service("cart", "10.96.0.1", "127.0.0.1")
                        .replace("{name: http, port: 8080", "{name: http, port: " + cart.port())
                + """
                apiVersion: v1
                kind: Pod
                metadata: {name: cart-1, labels: {app: cart, security.istio.io/tlsMode: istio}}
                spec: {serviceAccountName: %s, containers: []}
                status: {podIP: 127.0.0.1}
                """
                        .formatted(account);
    }

    private static String peers(String mode) {
        return """
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: default}
        spec: {mtls: {mode: %s}}
        """
                .formatted(mode);
    }

    private static String rule(String tls) {
        return """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: cart}
        spec: {host: cart, trafficPolicy: {tls: %s}}
        """
                .formatted(tls);
    }
}
