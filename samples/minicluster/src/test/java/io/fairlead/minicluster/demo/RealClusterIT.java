package io.fairlead.minicluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.Until;
import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.minicluster.api.RealServer;
import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo with a real kube-apiserver in our API server's place: our kubelets, packet rules, names, scheduler and
/// controllers carry the meshed fleet on two nodes, and the server reaches the daemon's webhooks by their Service.
class RealClusterIT {

    private static final Duration READY_MAX = Duration.ofMinutes(4);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int PAGE = 30_080;
    private static final int GATEWAY = 31_380;

    @TempDir private static Path dir = Path.of("");

    private static @Nullable DemoCluster started;

    private final DemoCluster demo = java.util.Objects.requireNonNull(started);

    @BeforeAll
    static void start() throws Exception {
        Path _ = KubectlTable.program();
        DemoOptions options =
                DemoOptions.of(ClusterProgram.HOME)
                        .withState(Files.createTempDirectory("fairlead-test"))
                        .withPorts(Map.of(0, PAGE))
                        .withNodes(2)
                        .withApiServer(RealServer.programs(dir));
        List<String> missing = Preflight.missing(options, List.of());
        RealParts.require(missing.isEmpty(), "no demo can be made here: " + missing);
        started = DemoCluster.start(options);
        started.awaitReady(READY_MAX);
        assertThat(started.open(0, GATEWAY)).isTrue();
    }

    @AfterAll
    static void stop() throws Exception {
        if (started != null) {
            started.close();
        }
    }

    @Test
    void bothNodesAreThereAndEachHasPods() throws Exception {
        assertThat(demo.kubectl("get", "--raw", "/version").output()).doesNotContain("fairlead");
        assertThat(words("get", "no", "--no-headers", "-o", "custom-columns=:.metadata.name"))
                .containsExactlyInAnyOrder("fairlead-node", "fairlead-node2");
        assertThat(demo.kubectl("wait", "no", "--all", "--for=condition=Ready").status()).isZero();
        assertThat(
                        words(
                                "get",
                                "lease",
                                "-n",
                                "kube-node-lease",
                                "-o",
                                "jsonpath={.items[*].spec.holderIdentity}"))
                .containsExactlyInAnyOrder("fairlead-node", "fairlead-node2");
        assertThat(words("get", "po", "-A", "-o", "jsonpath={.items[*].spec.nodeName}"))
                .contains("fairlead-node", "fairlead-node2");
    }

    /// The Deployments have one container each: the second is of the daemon's webhook, which the server calls.
    @Test
    void itsWebhookMeshesThePods() throws Exception {
        List<String> pods = demo.kubectl("get", "po", "--no-headers").output().lines().toList();
        assertThat(pods).hasSizeGreaterThan(7).allMatch(pod -> pod.contains(" 2/2 "));
        String broken =
                """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: broken, namespace: default}
                spec: {hosts: [web], http: [{route: [{destination: {host: web}, weight: -1}]}]}
                """;
        assertThat(demo.kubectlApply(broken).output()).contains("admission webhook", "weight");
    }

    @Test
    void theFleetsPageComesThroughItsNodePortAndTheGateway() throws Exception {
        assertThat(page(PAGE, "localhost").body()).contains("<html");
        demo.writeConfig(
                "gateway.yaml",
                """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: fleet, namespace: default}
                spec:
                  selector: {istio: ingressgateway}
                  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [fleet.example]}]
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: fleet, namespace: default}
                spec:
                  hosts: [fleet.example]
                  gateways: [fleet]
                  http: [{route: [{destination: {host: fleetman-webapp}}]}]
                """);
        eventually(() -> gatewayAnswers("fleet.example"));
        assertThat(page(GATEWAY, "fleet.example").body()).contains("<html");
        assertThat(page(GATEWAY, "other.example").statusCode()).isEqualTo(404);
        demo.deleteConfig("gateway.yaml");
    }

    @Test
    void clearTextIsRefusedWhereMutualTlsIsAsked() throws Exception {
        String gateway = "http://fleetman-api-gateway:8080/";
        assertThat(ask("webapp", gateway)).isZero();
        demo.writeConfig(
                "strict.yaml",
                """
                apiVersion: security.istio.io/v1
                kind: PeerAuthentication
                metadata: {name: default, namespace: default}
                spec: {mtls: {mode: STRICT}}
                """);
        String pod = "http://" + demo.view().one("api-gateway").ip() + ":8080/";
        eventually(() -> ask("istio-system/istiod", pod) != 0);
        assertThat(ask("webapp", gateway)).isZero();
        demo.deleteConfig("strict.yaml");
    }

    /// How curl ends in a container.
    private int ask(String workload, String url) throws Exception {
        return demo.exec(workload, "curl", "-sfo", "/dev/null", "-m", "5", url).status();
    }

    /// The server goes to our kubelet for these.
    @Test
    void logsAndCommandsGoThroughIt() throws Exception {
        assertThat(demo.kubectl("logs", "deploy/webapp", "-c", "istio-proxy").output())
                .isNotBlank();
        assertThat(demo.kubectl("exec", "deploy/webapp", "-c", "webapp", "--", "id", "-u").output())
                .isEqualTo("1000\n");
    }

    @Test
    void aRolloutEndsAndADeletedPodComesAgain() throws Exception {
        assertThat(demo.kubectl("rollout", "restart", "deploy/webapp").status()).isZero();
        assertThat(demo.kubectl("rollout", "status", "deploy/webapp").output())
                .contains("successfully rolled out");
        assertThat(demo.kubectl("delete", "po", "-l", "app=staff-service").status()).isZero();
        assertThat(
                        demo.kubectl(
                                        "wait",
                                        "po",
                                        "-l",
                                        "app=staff-service",
                                        "--for=condition=Ready",
                                        "--timeout=25s")
                                .status())
                .isZero();
    }

    private boolean gatewayAnswers(String host) throws Exception {
        try {
            return page(GATEWAY, host).statusCode() == 200;
        } catch (IOException notYetOpen) {
            return false;
        }
    }

    private HttpResponse<String> page(int nodePort, String host) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(
                                    URI.create("http://127.0.0.1:" + demo.hostPort(nodePort) + "/"))
                            .header("Host", host)
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private Set<String> words(String... command) throws IOException, InterruptedException {
        return demo.kubectl(command)
                .output()
                .lines()
                .flatMap(line -> List.of(line.strip().split("\\s+")).stream())
                .collect(Collectors.toSet());
    }

    private static void eventually(Callable<Boolean> holds) throws Exception {
        assertThat(Until.held(SOON, LOOK, holds)).as("in time").isTrue();
    }
}
