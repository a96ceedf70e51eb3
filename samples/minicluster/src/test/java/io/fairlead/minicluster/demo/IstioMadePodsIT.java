package io.fairlead.minicluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.app.Main;
import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.minicluster.api.RealProgram;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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

/// Pods as Istio's own injector leaves them, with Istio's images by name, flags and variables, under our daemon: what
/// somebody has who comes from Istio and hasn't restarted everything yet.
class IstioMadePodsIT {

    private static final Duration READY_MAX = Duration.ofMinutes(2);
    private static final int LOOK_MS = 250;

    @TempDir private static Path dir;
    private static Path kubectl = Path.of("kubectl");
    private static ClusterProgram cluster = ClusterProgram.NONE;

    @BeforeAll
    static void start() throws Exception {
        kubectl = KubectlTable.program();
        cluster = ClusterProgram.prepare(dir, IstioMadePodsIT.class, "istio-made.yaml");
        ClusterProgram.Ran up = cluster.up();
        assertThat(up.status()).as(up.output()).isZero();
        install();
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
        return cluster.command(
                        "exec",
                        "istio-system/istiod",
                        "--",
                        "curl",
                        "-s",
                        "-o",
                        "/dev/null",
                        "--max-time",
                        "5",
                        "http://" + address + ":8080/")
                .status();
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

    private static void install() {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        int status =
                Main.commandLine()
                        .setOut(writer)
                        .setErr(writer)
                        .execute(
                                "install",
                                "--set",
                                "profile=minimal",
                                "--manifests",
                                ClusterProgram.HOME.resolve("charts").toString(),
                                "-y",
                                "--kubeconfig",
                                dir.resolve("kubeconfig").toString());
        assertThat(status).as(said.toString()).isZero();
    }

    private static void eventually(String what, Callable<Boolean> holds) throws Exception {
        long end = System.nanoTime() + READY_MAX.toNanos();
        while (!holds.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "not in time: " + what + "\n" + kubectl("get", "po", "-A"));
            }
            boolean _ = new CountDownLatch(1).await(LOOK_MS, TimeUnit.MILLISECONDS);
        }
    }

    private static String kubectl(String... words) throws IOException, InterruptedException {
        return new RealProgram(kubectl, dir, dir.resolve("kubeconfig")).output(words);
    }
}
