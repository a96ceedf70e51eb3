package io.fairlead.minicluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.Until;
import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.minicluster.api.RealProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pods as Istio's own injector leaves them, with Istio's images by name, flags and variables, under our daemon: what
/// somebody has who comes from Istio and hasn't restarted everything yet.
class IstioMadePodsIT {

    private static final Duration READY_MAX = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(250);

    @TempDir private static Path dir;
    private static Path kubectl = Path.of("kubectl");
    private static ClusterProgram cluster = ClusterProgram.NONE;

    @BeforeAll
    static void start() throws Exception {
        kubectl = KubectlTable.program();
        cluster = ClusterProgram.started(dir, IstioMadePodsIT.class, "istio-made.yaml");
        new OurProgram(dir.resolve("kubeconfig")).installMinimal();
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.stop();
    }

    @Test
    void theyRunAndCallEachOtherWithMutualTls() throws Exception {
        assertThat(kubectl("apply", "-f", dir.resolve("istio-made.yaml").toString()))
                .contains("deployment.apps/web created", "deployment.apps/caller created");
        assertThat(
                        kubectl(
                                "wait",
                                "deploy",
                                "--all",
                                "--for=condition=Available",
                                "--timeout=120s"))
                .contains("condition met")
                .doesNotContain("timed out");
        List<String> pods = kubectl("get", "po", "--no-headers").lines().toList();
        assertThat(pods).hasSize(2).allMatch(line -> line.contains("2/2"));

        eventually("an answer", () -> ask().startsWith("web-"));
        assertThat(clearText()).isZero();
        assertThat(kubectl("create", "-f", strict())).contains("created");
        eventually("clear text is refused", () -> clearText() != 0);
        assertThat(ask()).startsWith("web-");

        assertThat(proxy("web", "stats/prometheus").lines())
                .filteredOn(line -> line.startsWith("istio_requests_total{"))
                .anyMatch(line ->
                        line.contains("reporter=\"destination\"")
                                && line.contains("source_workload=\"caller\"")
                                && line.contains(
                                        "source_principal=\"spiffe://cluster.local/ns/default/sa/default\"")
                                && line.contains("connection_security_policy=\"mutual_tls\""));
    }

    /// What the caller's application gets.
    private static String ask() throws Exception {
        return kubectl(
                "exec",
                "deploy/caller",
                "-c",
                "app",
                "--",
                "curl",
                "-s",
                "--max-time",
                "5",
                "http://web/");
    }

    /// As a person asks who knows Istio.
    private static String proxy(String workload, String path) throws Exception {
        return kubectl(
                "exec",
                "deploy/" + workload,
                "-c",
                "istio-proxy",
                "--",
                "pilot-agent",
                "request",
                "GET",
                path);
    }

    /// How curl ends that comes from a pod without a sidecar.
    private static int clearText() throws Exception {
        String address =
                kubectl("get", "po", "-l", "app=web", "-o", "jsonpath={.items[0].status.podIP}");
        return cluster.clearText(address);
    }

    private static String strict() throws IOException {
        Path object = dir.resolve("strict.yaml");
        Files.writeString(
                object,
                """
                apiVersion: security.istio.io/v1
                kind: PeerAuthentication
                metadata: {name: default, namespace: default}
                spec: {mtls: {mode: STRICT}}
                """);
        return object.toString();
    }

    private static void eventually(String what, Callable<Boolean> holds) throws Exception {
        if (!Until.held(READY_MAX, LOOK, holds)) {
            throw new AssertionError("not in time: " + what + "\n" + kubectl("get", "po", "-A"));
        }
    }

    private static String kubectl(String... words) throws IOException, InterruptedException {
        return new RealProgram(kubectl, dir, dir.resolve("kubeconfig")).output(words);
    }
}
