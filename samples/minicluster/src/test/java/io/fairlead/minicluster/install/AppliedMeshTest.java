package io.fairlead.minicluster.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.app.Main;
import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.minicluster.api.RealProgram;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A mesh that came by `manifest generate | kubectl apply`, and how it goes again: it has no mark of `fairlead install`.
class AppliedMeshTest {
    private static final String ALL =
            "crd,clusterrole,clusterrolebinding,mutatingwebhookconfigurations,validatingwebhookconfigurations,"
                    + "role,rolebinding,svc,deploy,hpa,pdb,sa,cm";

    @TempDir private Path dir;
    private TestCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.start(dir.resolve("state"));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void uninstallFindsItByTheLabelsOfTheCharts() throws Exception {
        String before = objects();
        apply("--set", "profile=demo");
        String one = objects();
        assertThat(one).contains("deployment.apps/istiod", "deployment.apps/kiali");
        apply("--set", "profile=minimal", "--revision", "canary");
        // Somebody's, and Helm's.
        kubectl("create", "cm", "theirs", "-n", "istio-system");
        kubectl("create", "cm", "helms", "-n", "istio-system");
        kubectl("label", "cm", "helms", "-n", "istio-system", "app.kubernetes.io/part-of=fairlead");
        kubectl("annotate", "cm", "helms", "-n", "istio-system", "meta.helm.sh/release-name=mesh");

        assertThat(fairlead("uninstall", "--revision", "canary", "-y"))
                .contains("removed Deployment istio-system/istiod-canary")
                .doesNotContain("CustomResourceDefinition");
        assertThat(objects())
                .isEqualTo(with(one, "configmap/theirs", "configmap/helms"))
                .doesNotContain("canary");

        assertThat(fairlead("uninstall", "--purge", "-y"))
                .contains("removed Deployment istio-system/istiod", "removed CustomResource")
                .doesNotContain("Endpoint")
                .doesNotContain("ReplicaSet")
                .doesNotContain("Pod ");
        assertThat(objects()).isEqualTo(with(before, "configmap/theirs", "configmap/helms"));
        assertThat(kubectl("get", "ns", "istio-system", "-o", "name")).contains("istio-system");
    }

    private static String with(String objects, String... more) {
        return String.join(
                "\n", Stream.concat(objects.lines(), List.of(more).stream()).sorted().toList());
    }

    private void apply(String... words) throws IOException, InterruptedException {
        Path manifest = Files.createTempFile(dir, "mesh", ".yaml");
        List<String> all =
                new ArrayList<>(
                        List.of("manifest", "generate", "--manifests", InstallTest.charts()));
        all.addAll(List.of(words));
        Files.writeString(manifest, run(all));
        assertThat(kubectl("apply", "-f", manifest.toString())).contains("created");
    }

    /// What a cluster has, but for what it gives each namespace.
    private String objects() throws IOException, InterruptedException {
        return String.join(
                "\n",
                kubectl("get", ALL, "-A", "-o", "name")
                        .lines()
                        .filter(name -> !name.matches(".*/(default|kube-root-ca.crt)"))
                        .sorted()
                        .toList());
    }

    private String fairlead(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--kubeconfig", cluster.kubeconfig()));
        return run(all);
    }

    private static String run(List<String> words) {
        StringWriter said = new StringWriter();
        StringWriter complained = new StringWriter();
        int status =
                Main.commandLine()
                        .setOut(new PrintWriter(said))
                        .setErr(new PrintWriter(complained))
                        .execute(words.toArray(String[]::new));
        assertThat(status).as(said + "\n" + complained).isZero();
        return said.toString();
    }

    private String kubectl(String... words) throws IOException, InterruptedException {
        return new RealProgram(KubectlTable.program(), dir, Path.of(cluster.kubeconfig()))
                .output(words);
    }
}
