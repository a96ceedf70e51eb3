package io.fairlead.minicluster.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.app.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Second names of revisions, at the minicluster's API server.
class TagsTest {
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
    void aTagIsMadeLedElsewhereAndGoesWithItsRevision() {
        assertThat(install()).endsWith("0");
        assertThat(install("--revision", "canary")).endsWith("0");

        assertThat(run("tag", "set", "prod", "--revision", "gone"))
                .contains("revision \"gone\" isn't installed; installed are [default, canary]")
                .endsWith("1");
        assertThat(run("tag", "set", "canary", "--revision", "default"))
                .contains("\"canary\" is a revision that is installed")
                .endsWith("1");
        assertThat(run("tag", "set", "Prod", "--revision", "default"))
                .contains("is no name of a tag")
                .endsWith("1");
        assertThat(run("tag", "set", "prod", "--revision", "default")).endsWith("0");
        assertThat(services("istio-revision-tag-prod")).containsOnly("istiod");
        assertThat(mayChange("istio-revision-tag-prod")).containsExactly("istiod");

        assertThat(run("tag", "set", "prod", "--revision", "canary"))
                .contains("of revision default; fix: --overwrite")
                .endsWith("1");
        assertThat(run("tag", "set", "prod", "--revision", "canary", "--overwrite")).endsWith("0");
        assertThat(services("istio-revision-tag-prod")).containsOnly("istiod-canary");
        assertThat(mayChange("istio-revision-tag-prod")).containsExactly("istiod-canary");
        assertThat(selectors("istio-revision-tag-prod").values().toString())
                .contains("values=[prod]")
                .doesNotContain("canary");

        client().namespaces()
                .withName("default")
                .edit(namespace -> {
                    namespace.getMetadata().getLabels().put("istio.io/rev", "prod");
                    return namespace;
                });
        assertThat(run("tag", "list"))
                .isEqualTo(
                        """
                        TAG   REVISION  NAMESPACES
                        prod  canary    default
                        0\
                        """);
        assertThat(run("tag", "remove", "prod")).contains("[default]", "fix: -y").endsWith("1");
        assertThat(run("tag", "remove", "other")).contains("there is no tag other").endsWith("1");

        assertThat(run("uninstall", "--revision", "canary", "-y"))
                .contains("removed MutatingWebhookConfiguration istio-revision-tag-prod")
                .contains("removed ClusterRoleBinding istio-revision-tag-prod")
                .contains("removed ClusterRole istio-revision-tag-prod")
                .endsWith("0");
        assertThat(run("tag", "list", "-o", "yaml")).isEqualTo("[]\n0");
        assertThat(configuration("istio-sidecar-injector")).isNotNull();
    }

    @Test
    void theTagDefaultIsAskedAboutAllThatTheRevisionWithoutANameIs() {
        assertThat(install()).endsWith("0");
        Map<String, String> ofTheRevision = selectors("istio-sidecar-injector");
        assertThat(ofTheRevision).hasSize(4);
        assertThat(run("uninstall", "--revision", "default", "-y")).endsWith("0");
        assertThat(install("--revision", "canary")).endsWith("0");

        assertThat(run("tag", "generate", "default", "--revision", "canary"))
                .contains("name: istio-revision-tag-default")
                .endsWith("0");
        assertThat(configuration("istio-revision-tag-default")).isNull();
        assertThat(run("tag", "set", "default", "--revision", "canary")).endsWith("0");
        assertThat(selectors("istio-revision-tag-default")).isEqualTo(ofTheRevision);
        assertThat(services("istio-revision-tag-default")).containsOnly("istiod-canary");
        assertThat(run("tag", "remove", "default")).endsWith("0");
        assertThat(configuration("istio-revision-tag-default")).isNull();
        assertThat(client().rbac().clusterRoles().withName("istio-revision-tag-default").get())
                .isNull();
    }

    /// Whose daemon may keep the certificates of a tag right.
    private List<String> mayChange(String tag) {
        assertThat(client().rbac().clusterRoles().withName(tag).get().getRules().toString())
                .contains("resourceNames=[" + tag + "]", "verbs=[get, patch]");
        return client().rbac().clusterRoleBindings().withName(tag).get().getSubjects().stream()
                .map(one -> one.getName())
                .toList();
    }

    private MutatingWebhookConfiguration configuration(String name) {
        return client().admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(name)
                .get();
    }

    private List<String> services(String configuration) {
        return configuration(configuration).getWebhooks().stream()
                .map(one -> one.getClientConfig().getService().getName())
                .toList();
    }

    /// Whom each webhook asks for, by its name.
    private Map<String, String> selectors(String configuration) {
        Map<String, String> all = new TreeMap<>();
        for (MutatingWebhook one : configuration(configuration).getWebhooks()) {
            all.put(one.getName(), one.getNamespaceSelector() + " " + one.getObjectSelector());
        }
        return all;
    }

    private KubernetesClient client() {
        return cluster.client();
    }

    private String install(String... words) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "install",
                                "-y",
                                "--manifests",
                                InstallTest.charts(),
                                "--readiness-timeout",
                                "0s",
                                "--set",
                                "profile=minimal",
                                "--set",
                                "values.base.enableCRDTemplates=false"));
        all.addAll(Arrays.asList(words));
        return run(all.toArray(String[]::new));
    }

    private String run(String... words) {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.addAll(List.of("--kubeconfig", cluster.kubeconfig()));
        int status =
                Main.commandLine()
                        .setOut(writer)
                        .setErr(writer)
                        .execute(all.toArray(String[]::new));
        return said.toString() + status;
    }
}
