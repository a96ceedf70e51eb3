package io.fairlead.minicluster.install;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.app.Main;
import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.minicluster.api.RealProgram;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `fairlead install` and its way back against the minicluster's API server, with the real kubectl to look.
class InstallTest {
    private static final int SECONDS_MAX = 60;
    private static final List<String> KINDS =
            List.of(
                    "namespaces",
                    "customresourcedefinitions",
                    "serviceaccounts",
                    "clusterroles",
                    "clusterrolebindings",
                    "roles",
                    "rolebindings",
                    "configmaps",
                    "services",
                    "deployments",
                    "horizontalpodautoscalers",
                    "poddisruptionbudgets",
                    "validatingwebhookconfigurations",
                    "mutatingwebhookconfigurations");

    @TempDir private Path dir;
    private TestCluster cluster;

    /// @param status of a command
    private record Ran(int status, String out, String err) {}

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.start(dir.resolve("state"));
        Object _ =
                client().resource(
                                new ServiceBuilder()
                                        .withNewMetadata()
                                        .withName("shop")
                                        .withNamespace("default")
                                        .endMetadata()
                                        .withNewSpec()
                                        .addNewPort()
                                        .withPort(80)
                                        .endPort()
                                        .endSpec()
                                        .build())
                        .create();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void whatIsInstalledIsThereAndGoesAgain() throws Exception {
        String before = everything();
        String shop = kubectl("get", "svc", "shop", "-o", "yaml");

        Ran installed = install("--set", "profile=demo");
        assertThat(installed.err()).doesNotContain("answers no questions about rights");
        assertThat(installed.status()).as(installed.err() + installed.out()).isZero();
        assertThat(installed.out())
                .contains("created Namespace istio-system")
                .contains("created Deployment istio-system/istiod")
                .contains("created MutatingWebhookConfiguration istio-sidecar-injector");
        assertThat(kubectl("get", "deploy", "-n", "istio-system", "-o", "name").lines())
                .containsExactlyInAnyOrder(
                        "deployment.apps/grafana",
                        "deployment.apps/istio-egressgateway",
                        "deployment.apps/istio-ingressgateway",
                        "deployment.apps/istio-tracing",
                        "deployment.apps/istiod",
                        "deployment.apps/kiali",
                        "deployment.apps/prometheus");
        assertThat(kubectl("get", "vs,dr,gw,pa", "-A")).contains("No resources found");

        Ran removed = run("uninstall", "--purge", "-y", "--kubeconfig", cluster.kubeconfig());
        assertThat(removed.status()).as(removed.err()).isZero();
        Namespace gone =
                client().namespaces()
                        .withName("istio-system")
                        .waitUntilCondition(Objects::isNull, SECONDS_MAX, TimeUnit.SECONDS);
        assertThat(gone).isNull();
        assertThat(everything()).isEqualTo(before);
        assertThat(kubectl("get", "svc", "shop", "-o", "yaml")).isEqualTo(shop);
    }

    @Test
    void theSameAgainChangesNothingAndAnotherSettingOnlyWhatItMeans() throws Exception {
        assertThat(small().status()).isZero();
        Ran again = small();
        assertThat(again.out()).contains("\n0 of ").doesNotContain("created", "configured");

        Ran changed = small("--set", "values.pilot.traceMemory=64");
        assertThat(changed.status()).isZero();
        assertThat(changed.out().lines().filter(line -> line.startsWith("configured")))
                .containsExactlyInAnyOrder(
                        "configured Deployment istio-system/istiod",
                        "configured ConfigMap istio-system/installed-state-default");

        Ran less = small("--set", "values.pilot.podAnnotations.a=b");
        assertThat(less.status()).isZero();
        assertThat(deployment("istiod")).contains("a: b").contains("--trace-memory=48");
        assertThat(small().status()).isZero();
        assertThat(deployment("istiod")).doesNotContain("a: b");
        assertThat(run("version", "--remote", "--kubeconfig", cluster.kubeconfig()).out())
                .isEqualTo(
                        """
                        fairlead 0.1.0
                        istio-system/istiod, revision default: 0.1.0 (docker.io/fairlead/pilot:0.1.0)
                        """);
    }

    @Test
    void whatSomebodyElseWroteStaysAndBundlesStay() throws Exception {
        String bundle =
                requireNonNull(
                        client().getConfiguration().getCaCertData(), "the cluster's own roots");
        assertThat(small().status()).isZero();
        String said =
                kubectl("label", "deploy", "istiod", "-n", "istio-system", "team=mine")
                        + kubectl(
                                "patch",
                                "mutatingwebhookconfiguration",
                                "istio-sidecar-injector",
                                "--type=json",
                                "-p",
                                "[{\"op\":\"add\",\"path\":\"/webhooks/0/clientConfig/caBundle\",\"value\":\"%s\"}]"
                                        .formatted(bundle));
        assertThat(said).contains("labeled", "patched");
        assertThat(small("--set", "tag=9.9").status()).isZero();
        assertThat(deployment("istiod")).contains("team: mine").contains("pilot:9.9");
        assertThat(
                        kubectl(
                                "get",
                                "mutatingwebhookconfiguration",
                                "istio-sidecar-injector",
                                "-o",
                                "yaml"))
                .contains("caBundle: " + bundle);
    }

    @Test
    void anInterruptedInstallationGoesOn() throws Exception {
        assertThat(small().status()).isZero();
        String whole = everything();
        // What a run that ended in its middle has not made.
        for (String object :
                List.of("deploy/istiod", "svc/istiod", "svc/istio-pilot", "cm/istio")) {
            assertThat(kubectl("delete", object, "-n", "istio-system")).contains("deleted");
        }
        assertThat(small().out()).contains("created Deployment istio-system/istiod", "\n4 of ");
        assertThat(everything()).isEqualTo(whole);
    }

    @Test
    void whatStandsInTheWayIsSaidAtOnceAndNothingIsChanged() throws Exception {
        Object _ =
                client().resource(
                                new NamespaceBuilder()
                                        .withNewMetadata()
                                        .withName("istio-system")
                                        .endMetadata()
                                        .build())
                        .create();
        String others =
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: istio, namespace: istio-system}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: busy, namespace: default}
                spec:
                  type: NodePort
                  ports: [{port: 80, nodePort: 31380}]
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: istio-sidecar-injector
                  namespace: istio-system
                  annotations: {meta.helm.sh/release-name: mesh}
                  labels: {app.kubernetes.io/part-of: fairlead}
                """;
        Path file = Files.writeString(dir.resolve("others.yaml"), others);
        assertThat(kubectl("apply", "-f", file.toString())).contains("created");
        String before = everything();
        Ran ran = install();
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err())
                .contains(
                        "ConfigMap istio-system/istio is there already, and was not made by fairlead")
                .contains("belongs to the Helm release \"mesh\"")
                .contains(
                        "port 31380 of the nodes, which Service istio-system/istio-ingressgateway wants, belongs to"
                                + " Service default/busy")
                .contains("nothing was changed");
        assertThat(everything()).isEqualTo(before);
        assertThat(
                        run(
                                        "precheck",
                                        "--manifests",
                                        charts(),
                                        "--kubeconfig",
                                        cluster.kubeconfig())
                                .status())
                .isEqualTo(1);
    }

    @Test
    void verifyingNamesWhatIsMissingOrOtherwise() throws Exception {
        Ran nothing = verify();
        assertThat(nothing.status()).isEqualTo(1);
        assertThat(nothing.err()).contains("nothing is installed under the name default");
        assertThat(small().status()).isZero();
        // No kubelet runs here.
        assertThat(verify().err().lines())
                .containsExactly("error: Deployment istio-system/istiod: 0 of 1 ready");
        String said =
                kubectl("delete", "svc", "istiod", "-n", "istio-system")
                        + kubectl(
                                "patch",
                                "cm",
                                "istio",
                                "-n",
                                "istio-system",
                                "-p",
                                "{\"data\":{\"mesh\":\"x\"}}");
        assertThat(said).contains("deleted", "patched");
        Ran verified = verify();
        assertThat(verified.status()).isEqualTo(1);
        assertThat(verified.err())
                .contains("Service istio-system/istiod is missing")
                .contains("ConfigMap istio-system/istio says something else")
                .contains("data.mesh");
    }

    @Test
    void aSecondControlPlaneStandsBesideTheFirstAndGoesAlone() throws Exception {
        assertThat(small("--set", "components.ingressGateways[0].enabled=true").status()).isZero();
        String first = everything();
        Ran taken =
                small(
                        "--revision",
                        "canary",
                        "--set",
                        "components.ingressGateways[0].enabled=true");
        assertThat(taken.status()).isEqualTo(1);
        assertThat(taken.err()).contains("belongs to the control plane \"default\"");
        assertThat(small("--revision", "canary").status()).isZero();
        assertThat(everything()).contains("istiod-canary");
        Ran removed =
                run(
                        "uninstall",
                        "--revision",
                        "canary",
                        "-y",
                        "--kubeconfig",
                        cluster.kubeconfig());
        assertThat(removed.status()).as(removed.err()).isZero();
        assertThat(everything()).isEqualTo(first);
    }

    @Test
    void aServerThatIsntThereIsSaid() throws Exception {
        String config =
                Files.readString(Path.of(cluster.kubeconfig()))
                        .replaceAll("https://127.0.0.1:[0-9]+", "https://127.0.0.1:1");
        Path file = Files.writeString(dir.resolve("elsewhere"), config);
        Ran ran =
                run(
                        "install",
                        "--manifests",
                        charts(),
                        "--kubeconfig",
                        file.toString(),
                        "--readiness-timeout",
                        "0s");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err()).contains("the API server at https://127.0.0.1:1/ can't be reached");
    }

    private Ran install(String... words) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "install",
                                "-y",
                                "--manifests",
                                charts(),
                                "--kubeconfig",
                                cluster.kubeconfig(),
                                "--readiness-timeout",
                                "0s"));
        all.addAll(Arrays.asList(words));
        return run(all.toArray(String[]::new));
    }

    /// The daemon alone, and no definitions: what takes little time.
    private Ran small(String... words) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--set",
                                "profile=minimal",
                                "--set",
                                "values.base.enableCRDTemplates=false"));
        all.addAll(Arrays.asList(words));
        return install(all.toArray(String[]::new));
    }

    private Ran verify() {
        return run("verify-install", "--manifests", charts(), "--kubeconfig", cluster.kubeconfig());
    }

    private static Ran run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                Main.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(words);
        return new Ran(status, out.toString(), err.toString());
    }

    static String charts() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("fairlead"))) {
            at = requireNonNull(at.getParent(), "the tests run inside a checkout");
        }
        return at.resolve("charts").toString();
    }

    /// Names of all objects of the kinds that an installation has.
    private String everything() {
        TreeSet<String> names = new TreeSet<>();
        for (String plural : KINDS) {
            for (String apiVersion :
                    List.of(
                            "v1",
                            "apps/v1",
                            "apiextensions.k8s.io/v1",
                            "rbac.authorization.k8s.io/v1",
                            "policy/v1",
                            "autoscaling/v2",
                            "admissionregistration.k8s.io/v1")) {
                client().getApiResources(apiVersion).getResources().stream()
                        .filter(type -> type.getName().equals(plural))
                        .forEach(type ->
                                client().genericKubernetesResources(apiVersion, type.getKind())
                                        .inAnyNamespace()
                                        .list()
                                        .getItems()
                                        .forEach(one -> names.add(name(plural, one))));
            }
        }
        // The cluster gives each namespace these, soon.
        names.removeIf(name ->
                (name.startsWith("serviceaccounts ") && name.endsWith("/default"))
                        || name.endsWith("/kube-root-ca.crt"));
        return String.join("\n", names);
    }

    private static String name(String plural, GenericKubernetesResource one) {
        return plural + " " + one.getMetadata().getNamespace() + "/" + one.getMetadata().getName();
    }

    private String deployment(String name) throws Exception {
        return kubectl("get", "deploy", name, "-n", "istio-system", "-o", "yaml");
    }

    private KubernetesClient client() {
        return cluster.client();
    }

    private String kubectl(String... words) throws IOException, InterruptedException {
        return new RealProgram(KubectlTable.program(), dir, Path.of(cluster.kubeconfig()))
                .output(words);
    }
}
