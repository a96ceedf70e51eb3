package io.fairlead.minicluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.minicluster.api.RealProgram;
import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Istio's own istioctl against our installed mesh, as somebody types who hasn't heard of ours.
@EnabledIfSystemProperty(
        named = "real.istio",
        matches = "true",
        disabledReason = "building Istio's programs takes minutes: -Pextended")
class RealIstioctlIT {
    @TempDir private static Path dir;
    private static Path kubectl = Path.of("kubectl");
    private static Path istioctl = Path.of("istioctl");
    private static ClusterProgram cluster = ClusterProgram.NONE;

    @BeforeAll
    static void start() throws Exception {
        kubectl = KubectlTable.program();
        istioctl = RealParts.program("istioctl", ".ci/run --extended builds it");
        cluster = ClusterProgram.started(dir, RealIstioctlIT.class, "asked.yaml");
        new OurProgram(dir.resolve("kubeconfig")).installMinimal();
        assertThat(kubectl("label", "namespace", "default", "istio-injection=enabled"))
                .contains("labeled");
        assertThat(kubectl("apply", "-f", dir.resolve("asked.yaml").toString()))
                .contains("created");
        assertThat(kubectl("rollout", "status", "deploy/web", "--timeout=60s"))
                .contains("successfully rolled out");
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.stop();
    }

    @Test
    void versionAsksDaemonAndProxies() throws Exception {
        assertThat(istioctl("version"))
                .contains("control plane version: 0.1.0", "(1 proxies)")
                .doesNotContain("rror");
        // Over xDS.
        assertThat(istioctl("x", "version"))
                .contains("control plane version: 0.1.0", "(1 proxies)")
                .doesNotContain("rror");
    }

    @Test
    void proxyStatusSaysThatAllIsTaken() throws Exception {
        String daemon =
                kubectl(
                        "get",
                        "po",
                        "-n",
                        "istio-system",
                        "-o",
                        "jsonpath={.items[0].metadata.name}");
        assertThat(istioctl("proxy-status"))
                .containsPattern(
                        "(?m)^%s\\.default +Kubernetes +%s +[0-9.]+ +\\d \\(CDS,LDS,EDS,RDS"
                                .formatted(pod(), daemon));
        assertThat(istioctl("ps", "-v", "1"))
                .containsPattern(
                        "(?m)^%s\\.default +Kubernetes +SYNCED \\(\\d+[smh]".formatted(pod()))
                .doesNotContain("STALE")
                .doesNotContain("ERROR");
        // What the daemon sent against what the sidecar has.
        assertThat(istioctl("ps", pod() + ".default"))
                .contains("Clusters Match", "Listeners Match", "Routes Match");
        assertThat(istioctl("x", "internal-debug", "syncz"))
                .contains("\"proxy\": \"%s.default\"".formatted(pod()));
        assertThat(istioctl("x", "internal-debug", "--list")).contains("/debug/config_dump");
    }

    @Test
    void proxyConfigReadsTheSidecar() throws Exception {
        assertThat(istioctl("pc", "cluster", pod()))
                .containsPattern("web\\.default\\.svc\\.cluster\\.local +80 +- +outbound +EDS");
        assertThat(istioctl("pc", "listener", pod()))
                .containsPattern("(?m)^0[^ ]* +80 .*Route: 80");
        assertThat(istioctl("pc", "route", pod()))
                .containsPattern("80 +web\\.default\\.svc\\.cluster\\.local:80 ");
        assertThat(istioctl("pc", "endpoint", pod()))
                .containsPattern("HEALTHY +OK +outbound\\|80\\|\\|web\\.default");
        assertThat(istioctl("pc", "secret", pod()))
                .containsPattern("default +Cert Chain +ACTIVE +true ")
                .containsPattern("ROOTCA +CA +ACTIVE +true ");
        assertThat(istioctl("pc", "bootstrap", pod())).contains("sidecar~");
        assertThat(istioctl("pc", "log", pod(), "--level", "xds:debug")).contains("xds: debug");
    }

    @Test
    void analyzeReadsTheCluster() throws Exception {
        assertThat(istioctl("analyze"))
                .contains("[IST0101] (VirtualService default/astray)", "\"nowhere\"")
                .contains("web+missing");
        assertThat(istioctl("x", "describe", "pod", pod()))
                .contains("Pod Revision: default", "Service: web", "PERMISSIVE");
        assertThat(istioctl("x", "check-inject", "-n", "default", pod()))
                .containsPattern("istio-sidecar-injector +default ");
    }

    private static String istioctl(String... words) throws IOException, InterruptedException {
        return new RealProgram(istioctl, dir, dir.resolve("kubeconfig")).output(words);
    }

    private static String pod() throws Exception {
        return kubectl("get", "po", "-o", "jsonpath={.items[0].metadata.name}");
    }

    private static String kubectl(String... words) throws IOException, InterruptedException {
        return new RealProgram(kubectl, dir, dir.resolve("kubeconfig")).output(words);
    }
}
