package io.fairlead.minicluster.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.app.Main;
import io.fairlead.testing.RealParts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real Helm against the API server: a chart of its own making, and the mesh's charts.
class HelmTest {

    private static final Path CHARTS =
            Path.of("").toAbsolutePath().resolve("../../charts").normalize();

    /// All kinds that the mesh's charts make.
    private static final String KINDS =
            "deploy,svc,cm,sa,secret,role,rolebinding,pdb,hpa,clusterrole,clusterrolebinding,"
                    + "mutatingwebhookconfiguration,validatingwebhookconfiguration";

    @TempDir private static Path dir;
    private static Path helm = Path.of("helm");
    private static Path kubectl = Path.of("kubectl");
    private static @Nullable TestServer server;

    @BeforeAll
    static void find() {
        helm = RealParts.program("helm", ".ci/run builds it, or see helm.sh/docs/intro/install");
        kubectl = KubectlTable.program();
    }

    @BeforeEach
    void start() throws Exception {
        server = server(Files.createTempDirectory(dir, "state"));
    }

    TestServer server(Path state) throws Exception {
        return TestServer.ours(state);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aChartIsInstalledUpgradedRolledBackAndUninstalled() throws Exception {
        helm("create", "shop");
        assertThat(helm("install", "one", "shop", "--set", "replicaCount=2"))
                .contains("STATUS: deployed", "REVISION: 1");
        assertThat(helm("list")).containsPattern("one\\s+default\\s+1\\s.*deployed\\s+shop-0.1.0");
        assertThat(replicas()).isEqualTo("2");
        assertThat(helm("upgrade", "one", "shop", "--set", "replicaCount=3"))
                .contains("Release \"one\" has been upgraded");
        assertThat(replicas()).isEqualTo("3");
        assertThat(helm("rollback", "one", "1")).contains("Rollback was a success");
        assertThat(replicas()).isEqualTo("2");
        assertThat(helm("history", "one").lines().skip(1))
                .hasSize(3)
                .last()
                .asString()
                .contains("deployed", "Rollback to 1");
        assertThat(helm("get", "values", "one")).contains("replicaCount: 2");
        assertThat(helm("uninstall", "one")).contains("release \"one\" uninstalled");
        assertThat(kubectl("get", "deploy,svc,sa,secret", "-n", "default", "-o", "name"))
                .doesNotContain("one");
    }

    private static String replicas() throws Exception {
        return kubectl("get", "deploy", "one-shop", "-o", "jsonpath={.spec.replicas}");
    }

    /// Upgraded by a value, rolled back; of all objects nothing is left but the definitions of kinds, which are kept.
    @Test
    void theMeshComesAndGoesByHelm() throws Exception {
        String chart = CHARTS.resolve("fairlead").toString();
        String before = kubectl("get", KINDS, "-A", "-o", "name");
        assertThat(helm("install", "mesh", chart, "-n", "istio-system", "--create-namespace"))
                .contains("STATUS: deployed");
        assertThat(gatewayType()).isEqualTo("LoadBalancer");
        helm(
                "upgrade",
                "mesh",
                chart,
                "-n",
                "istio-system",
                "--set",
                "istio-ingressgateway.type=NodePort");
        assertThat(gatewayType()).isEqualTo("NodePort");
        helm("rollback", "mesh", "1", "-n", "istio-system");
        assertThat(gatewayType()).isEqualTo("LoadBalancer");
        assertThat(helm("list", "-n", "istio-system")).contains("fairlead-0.1.0");
        helm("uninstall", "mesh", "-n", "istio-system");
        assertThat(kubectl("get", KINDS, "-A", "-o", "name")).isEqualTo(before);
        assertThat(kubectl("get", "crd", "-o", "name"))
                .contains("virtualservices.networking.istio.io", "gateways.networking.istio.io");
    }

    private static String gatewayType() throws Exception {
        return kubectl(
                "get",
                "svc",
                "-n",
                "istio-system",
                "istio-ingressgateway",
                "-o",
                "jsonpath={.spec.type}");
    }

    /// What is generated and applied is what is there: nothing is changed on the way, nothing missing.
    @Test
    void whatIsGeneratedAndAppliedDoesNotDiffer() throws Exception {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        int status =
                Main.commandLine()
                        .setOut(writer)
                        .setErr(writer)
                        .execute(
                                "manifest",
                                "generate",
                                "--set",
                                "profile=demo",
                                "--manifests",
                                CHARTS.toString());
        assertThat(status).as(said.toString()).isZero();
        Path file = Files.writeString(dir.resolve("generated.yaml"), said.toString());
        kubectl("apply", "-f", file.toString());
        assertThat(kubectl("diff", "-f", file.toString())).isEmpty();
        assertThat(kubectl("apply", "-f", file.toString()).lines())
                .isNotEmpty()
                .allMatch(this::isUnchanged);
    }

    /// What kubectl says of an object that it applies again.
    boolean isUnchanged(String said) {
        return said.endsWith(" unchanged");
    }

    private static String helm(String... words) throws Exception {
        return run(helm, words);
    }

    private static String kubectl(String... words) throws Exception {
        return run(kubectl, words);
    }

    /// What a program says that ends well.
    private static String run(Path program, String... words) throws Exception {
        RealProgram.Ran ran =
                new RealProgram(program, dir, requireNonNull(server).kubeconfig())
                        .run(List.of(words));
        assertThat(ran.status())
                .as("exit status of %s, which said%n%s", List.of(words), ran.output())
                .isZero();
        return ran.output();
    }
}
