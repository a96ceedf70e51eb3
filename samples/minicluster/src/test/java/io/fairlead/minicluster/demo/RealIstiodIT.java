package io.fairlead.minicluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.RealParts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    private static final String ADDRESS = "istiod-real.istio-system.svc:15012";
    private static final String IMAGE =
            """
              - image: "pilot-discovery:1"
                entrypoint: ["${home}/pilot-discovery"]
            """;

    @TempDir private static Path dir;
    private static MeshedPods pods = MeshedPods.NONE;
    private static ClusterProgram cluster = ClusterProgram.NONE;

    @BeforeAll
    static void start() throws Exception {
        pods = MeshedPods.of(dir);
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
        assertThat(pods.kubectl("label", "namespace", "default", "istio-injection=enabled"))
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
        pods.eventually("an answer", () -> pods.ask("caller").startsWith("GET /\n"));
        assertThat(pods.ask("caller"))
                .containsPattern(
                        "x-forwarded-client-cert: .*By=spiffe://cluster.local/ns/default/sa/web;.*"
                                + "URI=spiffe://cluster.local/ns/default/sa/caller");
        assertThat(cluster.clearText(pods.field("web", ".status.podIP"))).isNotZero();

        assertThat(pods.proxy("web", "stats/prometheus").lines())
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
                .contains("\"proxy\":\"" + pods.field("web", ".metadata.name") + ".default\"")
                .contains("\"proxy\":\"" + pods.field("caller", ".metadata.name") + ".default\"");
        assertThat(istiod("http://127.0.0.1:15014/metrics"))
                .containsPattern("(?m)^pilot_xds_pushes\\{type=\"lds\"} [1-9]")
                .containsPattern("(?m)^citadel_server_success_cert_issuance_count [2-9]")
                .doesNotContainPattern("(?m)^pilot_(total_xds_rejects|xds_[a-z]+_reject).* [1-9]");
    }

    private static String istiod(String page) throws Exception {
        return pods.kubectl(
                "exec", "-n", "istio-system", "deploy/istiod-real", "--", "curl", "-s", page);
    }

    private static void apply(String file, String said) throws Exception {
        assertThat(pods.kubectl("apply", "-f", dir.resolve(file).toString())).contains(said);
    }

    private static void rolledOut(String namespace, String deployment) throws Exception {
        String status =
                pods.kubectl(
                        "rollout",
                        "status",
                        "-n",
                        namespace,
                        "deploy/" + deployment,
                        "--timeout=90s");
        if (!status.contains("successfully rolled out")) {
            String logs =
                    pods.kubectl(
                            "logs",
                            "-n",
                            namespace,
                            "deploy/" + deployment,
                            "--all-containers",
                            "--tail=60");
            throw new AssertionError(status + pods.kubectl("get", "po", "-A") + logs);
        }
    }
}
