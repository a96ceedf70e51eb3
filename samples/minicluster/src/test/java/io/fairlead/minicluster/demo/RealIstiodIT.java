package io.fairlead.minicluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.Until;
import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.minicluster.api.RealProgram;
import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Our agent, put into pods by our injector, under Istio's own istiod: certificate, configuration and decisions are its.
@EnabledIfSystemProperty(
        named = "real.istio",
        matches = "true",
        disabledReason = "building Istio's programs takes minutes: -Pextended")
class RealIstiodIT {
    private static final Duration READY_MAX = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final String ADDRESS = "istiod-real.istio-system.svc:15012";
    private static final String IMAGE =
            """
              - image: "pilot-discovery:1"
                entrypoint: ["${home}/pilot-discovery"]
            """;

    @TempDir private static Path dir;
    private static Path kubectl = Path.of("kubectl");
    private static ClusterProgram cluster = ClusterProgram.NONE;

    @BeforeAll
    static void start() throws Exception {
        kubectl = KubectlTable.program();
        Path istiod = RealParts.program("pilot-discovery", ".ci/run --extended builds it");
        cluster =
                ClusterProgram.prepare(
                        dir, RealIstiodIT.class, "real-istiod.yaml", "under-istiod.yaml");
        Path images = dir.resolve("fleet");
        Files.copy(istiod, images.resolve("pilot-discovery"));
        Files.writeString(images.resolve("images.yaml"), IMAGE, StandardOpenOption.APPEND);
        ClusterProgram.Ran up = cluster.up();
        assertThat(up.status()).as(up.output()).isZero();
        new OurProgram(dir.resolve("kubeconfig"))
                .installMinimal(
                        "--set",
                        "values.global.caAddress=" + ADDRESS,
                        "--set",
                        "meshConfig.defaultConfig.discoveryAddress=" + ADDRESS);
        apply("real-istiod.yaml", "deployment.apps/istiod-real created");
        rolledOut("istio-system", "istiod-real");
        assertThat(kubectl("label", "namespace", "default", "istio-injection=enabled"))
                .contains("labeled");
        apply("under-istiod.yaml", "deployment.apps/caller created");
        rolledOut("default", "web");
        rolledOut("default", "caller");
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.stop();
    }

    @Test
    void itsProxiesCallEachOtherWithMutualTls() throws Exception {
        eventually("an answer", () -> ask("caller").startsWith("GET /\n"));
        assertThat(ask("caller"))
                .containsPattern(
                        "x-forwarded-client-cert: .*By=spiffe://cluster.local/ns/default/sa/web;.*"
                                + "URI=spiffe://cluster.local/ns/default/sa/caller");
        assertThat(cluster.clearText(address("web"))).isNotZero();

        assertThat(proxy("web", "stats/prometheus").lines())
                .filteredOn(line -> line.startsWith("istio_requests_total{"))
                .anyMatch(line ->
                        line.contains("source_workload=\"caller\"")
                                && line.contains("connection_security_policy=\"mutual_tls\"")
                                && line.contains(
                                        "source_principal=\"spiffe://cluster.local/ns/default/sa/caller\""));
    }

    @Test
    void allIsTakenThatItSends() throws Exception {
        String streams = istiod("http://127.0.0.1:8080/debug/syncz");
        assertThat(streams)
                .contains("\"proxy\":\"" + pod("web") + ".default\"")
                .contains("\"proxy\":\"" + pod("caller") + ".default\"");
        assertThat(istiod("http://127.0.0.1:15014/metrics"))
                .containsPattern("(?m)^pilot_xds_pushes\\{type=\"lds\"} [1-9]")
                .containsPattern("(?m)^citadel_server_success_cert_issuance_count [2-9]")
                .doesNotContainPattern("(?m)^pilot_(total_xds_rejects|xds_[a-z]+_reject).* [1-9]");
    }

    /// What an application gets of `web`, which says what it was asked.
    private static String ask(String workload) throws Exception {
        return kubectl(
                "exec",
                "deploy/" + workload,
                "-c",
                "app",
                "--",
                "curl",
                "-s",
                "--max-time",
                "5",
                "http://web/");
    }

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

    private static String istiod(String page) throws Exception {
        return kubectl(
                "exec", "-n", "istio-system", "deploy/istiod-real", "--", "curl", "-s", page);
    }

    private static String pod(String workload) throws Exception {
        return kubectl(
                "get", "po", "-l", "app=" + workload, "-o", "jsonpath={.items[0].metadata.name}");
    }

    private static String address(String workload) throws Exception {
        return kubectl(
                "get", "po", "-l", "app=" + workload, "-o", "jsonpath={.items[0].status.podIP}");
    }

    private static void apply(String file, String said) throws Exception {
        assertThat(kubectl("apply", "-f", dir.resolve(file).toString())).contains(said);
    }

    private static void rolledOut(String namespace, String deployment) throws Exception {
        String status =
                kubectl(
                        "rollout",
                        "status",
                        "-n",
                        namespace,
                        "deploy/" + deployment,
                        "--timeout=90s");
        if (!status.contains("successfully rolled out")) {
            String logs =
                    kubectl(
                            "logs",
                            "-n",
                            namespace,
                            "deploy/" + deployment,
                            "--all-containers",
                            "--tail=60");
            throw new AssertionError(status + kubectl("get", "po", "-A") + logs);
        }
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
