package io.fairlead.minicluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pods as Istio's own injector leaves them, with Istio's images by name, flags and variables, under our daemon: what
/// somebody has who comes from Istio and hasn't restarted everything yet.
class IstioMadePodsIT {

    @TempDir private static Path dir;
    private static MeshedPods pods = MeshedPods.NONE;
    private static ClusterProgram cluster = ClusterProgram.NONE;

    @BeforeAll
    static void start() throws Exception {
        pods = MeshedPods.of(dir);
        cluster = ClusterProgram.started(dir, IstioMadePodsIT.class, "istio-made.yaml");
        new OurProgram(dir.resolve("kubeconfig")).installMinimal();
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.stop();
    }

    @Test
    void theyRunAndCallEachOtherWithMutualTls() throws Exception {
        assertThat(pods.kubectl("apply", "-f", dir.resolve("istio-made.yaml").toString()))
                .contains("deployment.apps/web created", "deployment.apps/caller created");
        assertThat(
                        pods.kubectl(
                                "wait",
                                "deploy",
                                "--all",
                                "--for=condition=Available",
                                "--timeout=120s"))
                .contains("condition met")
                .doesNotContain("timed out");
        List<String> all = pods.kubectl("get", "po", "--no-headers").lines().toList();
        assertThat(all).hasSize(2).allMatch(line -> line.contains("2/2"));

        pods.eventually("an answer", () -> pods.ask("caller").startsWith("web-"));
        assertThat(clearText()).isZero();
        assertThat(pods.kubectl("create", "-f", strict())).contains("created");
        pods.eventually("clear text is refused", () -> clearText() != 0);
        assertThat(pods.ask("caller")).startsWith("web-");

        assertThat(pods.proxy("web", "stats/prometheus").lines())
                .filteredOn(line -> line.startsWith("istio_requests_total{"))
                .anyMatch(line ->
                        line.contains("reporter=\"destination\"")
                                && line.contains("source_workload=\"caller\"")
                                && line.contains(
                                        "source_principal=\"spiffe://cluster.local/ns/default/sa/default\"")
                                && line.contains("connection_security_policy=\"mutual_tls\""));
    }

    /// How curl ends that comes from a pod without a sidecar.
    private static int clearText() throws Exception {
        return cluster.clearText(pods.field("web", ".status.podIP"));
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
}
