package io.fairlead.minicluster.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.Until;
import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.minicluster.api.RealProgram;
import io.fairlead.minicluster.demo.ClusterProgram;
import io.fairlead.minicluster.demo.OurProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two control planes side by side, as in a careful upgrade: who gets whose proxies, that they trust each other, that a
/// tag moves a namespace over, and that the one goes without the other. The pods are real ones, the kubectl is the real one.
class RevisionsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final String ALL =
            "ns,crd,clusterrole,clusterrolebinding,role,rolebinding,sa,cm,svc,deploy,hpa,pdb,"
                    + "mutatingwebhookconfigurations,validatingwebhookconfigurations";

    @TempDir private static Path dir;
    private static Path kubectl = Path.of("kubectl");
    private static ClusterProgram cluster = ClusterProgram.NONE;

    @BeforeAll
    static void start() throws Exception {
        kubectl = KubectlTable.program();
        cluster = ClusterProgram.started(dir, RevisionsIT.class, "revisions.yaml");
        install();
        for (Map.Entry<String, String> one :
                Map.of(
                                "old", "istio-injection=enabled",
                                "new", "istio.io/rev=canary",
                                "moved", "istio.io/rev=prod")
                        .entrySet()) {
            assertThat(kubectl("create", "ns", one.getKey())).contains("created");
            assertThat(kubectl("label", "ns", one.getKey(), one.getValue())).contains("labeled");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.stop();
    }

    @Test
    void aCanaryStandsBesideAndGoes() throws Exception {
        String before = objects();
        install("--revision", "canary");
        assertThat(kubectl("get", "deploy", "-n", "istio-system"))
                .containsPattern("istiod +1/1")
                .containsPattern("istiod-canary +1/1");
        assertThat(fairlead("tag", "set", "prod", "--revision", "default")).contains("prod");
        for (String namespace : List.of("old", "new", "moved")) {
            assertThat(
                            kubectl(
                                    "apply",
                                    "-n",
                                    namespace,
                                    "-f",
                                    dir.resolve("revisions.yaml").toString()))
                    .contains("created");
        }
        for (String namespace : List.of("old", "new", "moved")) {
            rolledOut(namespace);
        }
        assertThat(daemonOf("old")).startsWith("istiod-").doesNotContain("canary");
        assertThat(daemonOf("new")).startsWith("istiod-canary-");
        assertThat(daemonOf("moved")).startsWith("istiod-").doesNotContain("canary");

        // Both signed by the same authority: strict, and each gets through to the other.
        assertThat(kubectl("apply", "-f", strict())).contains("created");
        eventually("clear text is refused", () -> clearText("old") != 0 && clearText("new") != 0);
        eventually("old calls new", () -> call("old", "new").startsWith("web-"));
        eventually("new calls old", () -> call("new", "old").startsWith("web-"));

        aTagHasTheRootsOfToday();
        assertThat(fairlead("tag", "set", "prod", "--revision", "canary", "--overwrite"))
                .contains("of revision canary");
        assertThat(kubectl("rollout", "restart", "-n", "moved", "deploy/web")).contains("restart");
        rolledOut("moved");
        assertThat(daemonOf("moved")).startsWith("istiod-canary-");
        aTagHasTheRootsOfToday();
        assertThat(fairlead("tag", "set", "prod", "--revision", "default", "--overwrite"))
                .contains("of revision default");

        assertThat(fairlead("uninstall", "--revision", "canary", "-y"))
                .contains("removed Deployment istio-system/istiod-canary")
                .doesNotContain("istio-revision-tag-prod")
                .doesNotContain("CustomResourceDefinition");
        assertThat(fairlead("tag", "remove", "prod", "-y")).contains("removed");
        eventually("what is left is what was there before", () -> objects().equals(before));
        // The other one serves on: new pods, and a change of configuration.
        assertThat(kubectl("rollout", "restart", "-n", "old", "deploy/web")).contains("restart");
        rolledOut("old");
        assertThat(daemonOf("old")).startsWith("istiod-");
        assertThat(kubectl("delete", "-f", strict())).contains("deleted");
        eventually("clear text is taken", () -> clearText("old") == 0);
    }

    /// Whoever spoils the certificates of its webhooks, or writes it anew: the daemon puts them right.
    private static void aTagHasTheRootsOfToday() throws Exception {
        String path = "jsonpath={.webhooks[*].clientConfig.caBundle}";
        String bundle = kubectl("get", "mutatingwebhookconfiguration", injector(), "-o", path);
        assertThat(bundle).isNotBlank();
        String tag = "istio-revision-tag-prod";
        assertThat(
                        kubectl(
                                "patch",
                                "mutatingwebhookconfiguration",
                                tag,
                                "--type=json",
                                "-p",
                                "[{\"op\":\"remove\",\"path\":\"/webhooks/0/clientConfig/caBundle\"}]"))
                .contains("patched");
        String one = bundle.split(" ")[0];
        eventually(
                "the tag has the roots",
                () ->
                        kubectl("get", "mutatingwebhookconfiguration", tag, "-o", path)
                                .equals(one + " " + one));
    }

    private static String injector() {
        return "istio-sidecar-injector";
    }

    /// What a cluster has beside pods, and what daemons write at their time.
    private static String objects() throws Exception {
        return String.join(
                "\n",
                kubectl("get", ALL, "-A", "-o", "name")
                        .lines()
                        .filter(name -> !name.matches(".*/(web|istio-ca-root-cert|fairlead-.*)"))
                        .sorted()
                        .toList());
    }

    /// The daemon that the sidecar of `web` in this namespace is connected with.
    private static String daemonOf(String namespace) throws Exception {
        String pod =
                kubectl(
                        "get",
                        "po",
                        "-n",
                        namespace,
                        "--field-selector=status.phase=Running",
                        "--sort-by=.metadata.creationTimestamp",
                        "-o",
                        "jsonpath={.items[-1:].metadata.name}");
        String status = fairlead("proxy-status");
        return status.lines()
                .filter(line -> line.startsWith(pod + "." + namespace + " "))
                .flatMap(line -> Arrays.stream(line.split(" +")))
                .filter(word -> word.startsWith("istiod-"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(pod + " is not in\n" + status));
    }

    private static void rolledOut(String namespace) throws Exception {
        assertThat(kubectl("rollout", "status", "-n", namespace, "deploy/web", "--timeout=60s"))
                .contains("successfully rolled out");
        assertThat(kubectl("get", "po", "-n", namespace)).contains("2/2");
    }

    private static String call(String from, String to) throws Exception {
        return kubectl(
                "exec",
                "-n",
                from,
                "deploy/web",
                "-c",
                "app",
                "--",
                "curl",
                "-s",
                "--max-time",
                "5",
                "http://web." + to + "/");
    }

    /// How curl ends that comes from a pod without a sidecar.
    private static int clearText(String namespace) throws Exception {
        String address =
                kubectl("get", "po", "-n", namespace, "-o", "jsonpath={.items[0].status.podIP}");
        return cluster.clearText(address);
    }

    private static String strict() throws IOException {
        Path object = dir.resolve("strict.yaml");
        Files.writeString(
                object,
                """
                apiVersion: security.istio.io/v1
                kind: PeerAuthentication
                metadata: {name: default, namespace: istio-system}
                spec: {mtls: {mode: STRICT}}
                """);
        return object.toString();
    }

    private static void install(String... words) {
        List<String> all = new ArrayList<>(List.of("--readiness-timeout", "60s"));
        all.addAll(List.of(words));
        program().installMinimal(all.toArray(String[]::new));
    }

    private static String fairlead(String... words) {
        return program().output(words);
    }

    private static OurProgram program() {
        return new OurProgram(dir.resolve("kubeconfig"));
    }

    private static void eventually(String what, Callable<Boolean> holds) throws Exception {
        if (!Until.held(PATIENCE, LOOK, holds)) {
            throw new AssertionError("not in time: " + what + "\n" + objects());
        }
    }

    private static String kubectl(String... words) throws IOException, InterruptedException {
        return new RealProgram(kubectl, dir, dir.resolve("kubeconfig")).output(words);
    }
}
