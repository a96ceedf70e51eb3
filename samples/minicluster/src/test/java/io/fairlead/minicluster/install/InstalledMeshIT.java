package io.fairlead.minicluster.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.minicluster.api.RealProgram;
import io.fairlead.minicluster.demo.ClusterProgram;
import io.fairlead.minicluster.demo.OurProgram;
import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a user does first with a mesh, and last: installs it, labels a namespace, sees 2/2 and the page, uninstalls it.
/// The pods are real ones, the kubectl is the real one.
class InstalledMeshIT {

    private static final Duration READY_MAX = Duration.ofMinutes(4);
    private static final int LOOK_MS = 250;
    private static final int ANSWER_MS = 5_000;
    private static final int CURL_RESET = 56;

    /// It is called by others of the fleet, and by nobody from outside.
    private static final String CALLED = "position-tracker";

    private static final String LOCKED = "default/" + CALLED + ":8080 STRICT LOCKED true";
    private static final List<String> FLEET = List.of("1-positions", "2-staff", "3-web");

    @TempDir private static Path dir;
    private static Path kubectl = Path.of("kubectl");
    private static ClusterProgram cluster = ClusterProgram.NONE;

    @BeforeAll
    static void start() throws Exception {
        kubectl = KubectlTable.program();
        List<String> missing = ClusterProgram.missing();
        RealParts.require(missing.isEmpty(), "no cluster can be made here: " + missing);
        cluster = new ClusterProgram(Files.createTempDirectory("fairlead-test"), dir);
        ClusterProgram.Ran up = cluster.run("up", "--data", dir.resolve("data").toString());
        assertThat(up.status()).as(up.output()).isZero();
        Files.writeString(dir.resolve("kubeconfig"), cluster.run("kubeconfig").output());
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.stop();
    }

    @Test
    void fromInstallToUninstall() throws Exception {
        String before = kubectl("get", "ns,crd,clusterrole,cm,svc,deploy", "-A", "-o", "name");
        long began = System.nanoTime();
        String _ = fairlead("install", "--set", "profile=demo", "--manifests", charts(), "-y");
        System.out.printf(
                "from install to all Ready: %d s%n",
                Duration.ofNanos(System.nanoTime() - began).toSeconds());
        assertThat(kubectl("get", "deploy", "-n", "istio-system"))
                .containsPattern("istiod +1/1")
                .containsPattern("istio-ingressgateway +1/1")
                .containsPattern("istio-egressgateway +1/1");

        assertThat(kubectl("label", "namespace", "default", "istio-injection=enabled"))
                .contains("namespace/default labeled");
        for (String file : FLEET) {
            assertThat(kubectl("apply", "-f", samples("k8s/" + file + ".yaml")))
                    .contains("created");
        }
        String apps = specs();
        assertThat(
                        kubectl(
                                "wait",
                                "deploy",
                                "--all",
                                "--for=condition=Available",
                                "--timeout=240s"))
                .contains("condition met")
                .doesNotContain("timed out");
        assertThat(kubectl("get", "po").lines().skip(1))
                .isNotEmpty()
                .allMatch(line -> line.contains("2/2") && line.contains("Running"));

        eventually(
                "the page on port 30080", () -> page(30_080, "fleetman.com").contains("</html>"));
        assertThat(kubectl("apply", "-f", samples("lessons/4-gateway/subdomain.yaml")))
                .contains("created");
        eventually(
                "the page on port 31380", () -> page(31_380, "fleetman.com").contains("</html>"));
        eventually("an edge with mutual TLS", InstalledMeshIT::hasEncryptedEdge);
        proxiesAreAskedThroughTheApiServer();
        aGatewayIsInjected();
        aCalledPortIsLocked();
        assertThat(kubectl("delete", "-f", samples("lessons/4-gateway/subdomain.yaml")))
                .contains("deleted");

        String _ = fairlead("uninstall", "--purge", "-y");
        assertThat(specs()).isEqualTo(apps);
        eventually(
                "nothing of the mesh is left",
                () ->
                        kubectl("get", "ns,crd,clusterrole,cm,svc,deploy", "-A", "-o", "name")
                                .lines()
                                .filter(name -> !isFleet(name))
                                .toList()
                                .equals(before.lines().toList()));
    }

    private static void proxiesAreAskedThroughTheApiServer() throws Exception {
        String daemon =
                kubectl(
                        "get",
                        "po",
                        "-n",
                        "istio-system",
                        "-l",
                        "app=istiod",
                        "-o",
                        "jsonpath={.items[0].metadata.name}");
        List<String> pods = kubectl("get", "po", "-o", "name").lines().toList();
        String status = fairlead("proxy-status");
        assertThat(pods)
                .isNotEmpty()
                .allSatisfy(pod ->
                        assertThat(status)
                                .containsPattern(
                                        "(?m)^%s\\.default +.* SYNCED .* %s "
                                                .formatted(
                                                        pod.substring("pod/".length()), daemon)));
        assertThat(status).containsPattern("(?m)^istio-ingressgateway-.*\\.istio-system ");
        assertThat(fairlead("proxy-status", pods.getFirst()).lines()).hasSize(2);

        String proxy = "deployment/" + CALLED;
        assertThat(fairlead("proxy-config", "cluster", proxy, "--direction", "inbound"))
                .containsPattern("8080 .* inbound ");
        assertThat(fairlead("proxy-config", "endpoint", proxy, "-o", "yaml"))
                .contains("cluster_name: ");
        assertThat(fairlead("proxy-config", "secret", proxy))
                .containsPattern("default +Cert Chain +ACTIVE +true ")
                .containsPattern("ROOTCA +CA +ACTIVE +true ");
        assertThat(fairlead("pc", "bootstrap", pods.getFirst() + ".default"))
                .contains("\"id\" : \"sidecar~");
        assertThat(fairlead("pc", "log", proxy, "--level", "xds:debug"))
                .containsPattern("xds +debug")
                .containsPattern("upstream +info");
        assertThat(fairlead("pc", "log", proxy, "--reset")).containsPattern("xds +warning");
        assertThat(fairlead("pc", "all", proxy))
                .contains("SERVICE FQDN", "ADDRESSES", "VHOST NAME", "ENDPOINT", "RESOURCE NAME");
        assertThat(failing("pc", "routes", "nobody.default"))
                .contains("there is no pod nobody.default in namespace default");
        assertThat(failing("pc", "routes", proxy, "--proxy-admin-port", "9"))
                .contains("error forwarding port 9", "Connection refused");
    }

    /// One that somebody wrote himself, with nothing in it but its ports.
    private static void aGatewayIsInjected() throws Exception {
        Path object = dir.resolve("edge.yaml");
        Files.writeString(
                object,
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: edge, namespace: default}
                spec:
                  selector: {matchLabels: {istio: edge}}
                  template:
                    metadata:
                      labels: {istio: edge, sidecar.istio.io/inject: "true"}
                      annotations: {inject.istio.io/templates: gateway}
                    spec:
                      containers:
                      - {name: istio-proxy, image: auto, ports: [{containerPort: 8080}]}
                """);
        assertThat(kubectl("apply", "-f", object.toString())).contains("created");
        assertThat(kubectl("wait", "deploy/edge", "--for=condition=Available", "--timeout=60s"))
                .contains("condition met");
        assertThat(kubectl("get", "po", "-l", "istio=edge")).contains("1/1");
        assertThat(fairlead("pc", "bootstrap", "deployment/edge")).contains("\"id\" : \"router~");
        assertThat(fairlead("proxy-status", "deployment/edge")).contains("SYNCED");
        assertThat(kubectl("delete", "-f", object.toString())).contains("deleted");
    }

    /// The migration in a cluster, by objects only, with the sidecars of the fleet. Nobody knocks before: whoever came in
    /// clear text once stays a caller that is not ready.
    private static void aCalledPortIsLocked() throws Exception {
        Path object = dir.resolve("migration.yaml");
        Files.writeString(
                object,
                """
                apiVersion: mesh.fairlead.io/v1alpha1
                kind: MtlsMigration
                metadata: {name: default, namespace: istio-system}
                spec: {drive: Automatic, profile: demo, observe: {minConnections: 5}}
                """);
        assertThat(kubectl("apply", "-f", object.toString())).contains("created");
        long began = System.nanoTime();
        eventually(
                LOCKED,
                () ->
                        kubectl(
                                        "get",
                                        "mtlsmigration/default",
                                        "-n",
                                        "istio-system",
                                        "-o",
                                        "jsonpath={range .status.ports[*]}{.unit} {.mode} {.phase} {.proven}{'\\n'}{end}")
                                .contains(LOCKED));
        System.out.printf(
                "from the object to a lock that is proven: %d s%n",
                Duration.ofNanos(System.nanoTime() - began).toSeconds());
        assertThat(
                        kubectl(
                                "get",
                                "peerauthentication",
                                "-n",
                                "default",
                                "-l",
                                "mesh.fairlead.io/owner=autopilot",
                                "-o",
                                "yaml"))
                .contains("name: fairlead-" + CALLED, "mode: STRICT");
        assertThat(
                        kubectl(
                                "get",
                                "configmap/fairlead-mtls-trail",
                                "-n",
                                "istio-system",
                                "-o",
                                "jsonpath={.data.trail}"))
                .contains("\"unit\":\"default/" + CALLED + ":8080\"", "\"to\":\"LOCKED\"");
        assertThat(clearText()).isEqualTo(CURL_RESET);
    }

    /// How curl ends that comes to the port in clear text, from a pod without a sidecar.
    private static int clearText() throws Exception {
        String address =
                kubectl(
                        "get",
                        "po",
                        "-l",
                        "app=" + CALLED,
                        "-o",
                        "jsonpath={.items[0].status.podIP}");
        return cluster.clearText(address);
    }

    private static boolean isFleet(String name) {
        return name.startsWith("deployment.apps/") || name.startsWith("service/fleetman");
    }

    /// What people wrote of their own objects, as the API server keeps it.
    private static String specs() throws Exception {
        return kubectl(
                "get",
                "deploy,svc",
                "-n",
                "default",
                "-o",
                "jsonpath={range .items[*]}{.kind} {.metadata.name} {.metadata.generation} {.spec}{'\\n'}{end}");
    }

    private static boolean hasEncryptedEdge() throws Exception {
        ClusterProgram.Ran edges =
                cluster.command(
                        "exec",
                        "istio-system/istiod",
                        "--",
                        "curl",
                        "-s",
                        "http://127.0.0.1:15014/debug/edges");
        if (edges.status() != 0) {
            return false;
        }
        JsonNode all = new ObjectMapper().readTree(edges.output());
        return all.toString().matches(".*\"mtlsShare\":1(\\.0)?[,}].*");
    }

    /// What a gateway or a Service of this name answers; empty where it isn't 200. Java's clients choose the host
    /// themselves.
    private static String page(int port, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(ANSWER_MS);
            socket.getOutputStream()
                    .write(
                            "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                                    .formatted(host)
                                    .getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.startsWith("HTTP/1.1 200 ") ? answer : "";
        }
    }

    private static void eventually(String what, Callable<Boolean> holds) throws Exception {
        long end = System.nanoTime() + READY_MAX.toNanos();
        String last = "";
        while (System.nanoTime() < end) {
            try {
                if (holds.call()) {
                    return;
                }
                last = "";
            } catch (IOException notYet) {
                last = notYet.toString();
            }
            boolean _ = new CountDownLatch(1).await(LOOK_MS, TimeUnit.MILLISECONDS);
        }
        throw new AssertionError(
                "not in time: " + what + " " + last + "\n" + kubectl("get", "po", "-A"));
    }

    private static String fairlead(String... words) {
        return program().output(words);
    }

    private static String failing(String... words) {
        return program().failing(words);
    }

    private static OurProgram program() {
        return new OurProgram(dir.resolve("kubeconfig"));
    }

    private static String kubectl(String... words) throws IOException, InterruptedException {
        return new RealProgram(kubectl, dir, dir.resolve("kubeconfig")).output(words);
    }

    private static String samples(String file) {
        return ClusterProgram.HOME.resolve("samples/fleetman").resolve(file).toString();
    }

    private static String charts() {
        return ClusterProgram.HOME.resolve("charts").toString();
    }
}
