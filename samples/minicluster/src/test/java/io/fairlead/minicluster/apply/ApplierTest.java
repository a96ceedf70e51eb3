package io.fairlead.minicluster.apply;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fairlead.minicluster.api.ApiCore;
import io.fairlead.minicluster.apply.Applier.Report;
import io.fairlead.minicluster.reconcile.Controllers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Directories of YAML against a real API server.
class ApplierTest {

    private static final int SECONDS_MAX = 60;

    @TempDir private Path dir;
    private final LinkedBlockingQueue<Report> reports = new LinkedBlockingQueue<>();
    private ApiCore core;
    private KubernetesClient client;
    private @Nullable Applier applier;

    @BeforeEach
    void start() throws Exception {
        core =
                ApiCore.start(
                        dir.resolve("state"),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Map.of());
        client = Controllers.client(core.kubeconfig());
        Files.createDirectories(dir.resolve("fleet"));
        Files.createDirectories(dir.resolve("own"));
    }

    @AfterEach
    void stop() throws Exception {
        if (applier != null) {
            applier.close();
        }
        client.close();
        core.close();
    }

    @Test
    void whatStandsInAFileIsCreatedChangedAndTakenAway() throws Exception {
        write("fleet/web.yaml", map("{color: red, size: big}"));
        apply();
        await(_ -> map() != null);
        assertThat(requireNonNull(map()).getData())
                .isEqualTo(Map.of("color", "red", "size", "big"));
        ConfigMap edited = requireNonNull(map());
        edited.getMetadata().setLabels(Map.of("somebodys", "own"));
        ConfigMap _ = client.resource(edited).update();
        write("fleet/web.yaml", map("{color: blue}"));
        await(_ -> "blue".equals(requireNonNull(map()).getData().get("color")));
        assertThat(requireNonNull(map()).getData()).isEqualTo(Map.of("color", "blue"));
        assertThat(requireNonNull(map()).getMetadata().getLabels())
                .as("what others wrote")
                .containsEntry("somebodys", "own");
        Files.delete(dir.resolve("fleet/web.yaml"));
        await(_ -> map() == null);
    }

    @Test
    void aHigherDirectoryWinsAndWhenItGoesTheLowerOneIsBack() throws Exception {
        write("fleet/web.yaml", map("{color: red, size: big}"));
        apply();
        await(_ -> map() != null);
        write("own/mine.yaml", map("{color: blue}"));
        await(_ -> requireNonNull(map()).getData().equals(Map.of("color", "blue")));
        Files.delete(dir.resolve("own/mine.yaml"));
        await(_ -> requireNonNull(map()).getData().equals(Map.of("color", "red", "size", "big")));
    }

    @Test
    void whatTheServerRefusesIsNamedByFileAndLineAndTheLastGoodObjectStays() throws Exception {
        write("fleet/web.yaml", "---\n" + service(80));
        apply();
        await(_ -> service() != null);
        write("fleet/web.yaml", "# wrong\n---\n" + service(70_000));
        Report report = await(one -> !one.problems().isEmpty());
        assertThat(report.problems())
                .singleElement()
                .asString()
                .startsWith(dir.resolve("fleet/web.yaml") + ":3: Service web: ")
                .contains("spec.ports[0].port");
        assertThat(requireNonNull(service()).getSpec().getPorts().getFirst().getPort())
                .isEqualTo(80);
        write("fleet/web.yaml", service(81));
        await(one -> one.problems().isEmpty());
        assertThat(requireNonNull(service()).getSpec().getPorts().getFirst().getPort())
                .isEqualTo(81);
    }

    @Test
    void whatNeedsSomethingElseIsAppliedWhenThatIsThere() throws Exception {
        write("fleet/shop.yaml", map("{}").replace("name: web", "name: web, namespace: shop"));
        apply();
        Report report = await(one -> !one.problems().isEmpty());
        assertThat(report.problems().getFirst()).contains("shop.yaml:1: ConfigMap shop/web: ");
        write("own/names.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
        await(one -> one.problems().isEmpty());
        assertThat(client.configMaps().inNamespace("shop").withName("web").get()).isNotNull();
    }

    @Test
    void aKindThatTheClusterLacksIsNamed() throws Exception {
        write("own/x.yaml", "apiVersion: example.org/v1\nkind: Thing\nmetadata: {name: x}\n");
        apply();
        assertThat(await(one -> !one.problems().isEmpty()).problems().getFirst())
                .contains(
                        "x.yaml:1: Thing x: the cluster has no kind Thing in example.org/v1. Fix:");
    }

    @Test
    void podsWaitForTheWebhooksThatHaveASayInThem() throws Exception {
        write(
                "fleet/mesh.yaml",
                """
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingWebhookConfiguration
                metadata: {name: injector}
                webhooks:
                - name: injector.example.org
                  clientConfig: {service: {name: mesh, namespace: default, path: /inject}}
                  admissionReviewVersions: [v1]
                  sideEffects: None
                  rules: [{operations: [CREATE], apiGroups: [example.org], apiVersions: [v1], resources: [x]}]
                """);
        write("own/config.yaml", map("{}"));
        write(
                "own/web.yaml",
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: late}
                spec:
                  selector: {matchLabels: {app: late}}
                  template:
                    metadata: {labels: {app: late}}
                    spec: {containers: [{name: a, image: fairlead/idle:1}]}
                """);
        apply();
        client.configMaps()
                .inNamespace("default")
                .withName("web")
                .waitUntilCondition(Objects::nonNull, SECONDS_MAX, TimeUnit.SECONDS);
        assertThat(reports).isEmpty();
        assertThat(deployments()).isEmpty();
        client.endpoints()
                .resource(
                        new EndpointsBuilder()
                                .withNewMetadata()
                                .withName("mesh")
                                .withNamespace("default")
                                .endMetadata()
                                .addNewSubset()
                                .addNewAddress()
                                .withIp("10.1.1.1")
                                .endAddress()
                                .addNewPort()
                                .withPort(443)
                                .endPort()
                                .endSubset()
                                .build())
                .create();
        assertThat(deployments()).isEmpty();
        client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName("injector")
                .patch(
                        PatchContext.of(PatchType.JSON),
                        "[{\"op\": \"add\", \"path\": \"/webhooks/0/clientConfig/caBundle\", \"value\": \"%s\"}]"
                                .formatted(client.getConfiguration().getCaCertData()));
        await(one -> one.problems().isEmpty());
        assertThat(deployments()).containsExactly("late");
    }

    private List<String> deployments() {
        return client.apps().deployments().inNamespace("default").list().getItems().stream()
                .map(one -> one.getMetadata().getName())
                .toList();
    }

    private void apply() throws IOException {
        applier =
                Applier.start(
                        client, List.of(dir.resolve("fleet"), dir.resolve("own")), reports::add);
    }

    /// The first report from now on after which this holds.
    private Report await(Predicate<Report> condition) throws InterruptedException {
        for (int i = 0; i < SECONDS_MAX; i++) {
            Report report = reports.poll(SECONDS_MAX, TimeUnit.SECONDS);
            assertThat(report).as("a report in time").isNotNull();
            if (condition.test(requireNonNull(report))) {
                return requireNonNull(report);
            }
        }
        throw new AssertionError("no report in time after which it holds");
    }

    private @Nullable ConfigMap map() {
        return client.configMaps().inNamespace("default").withName("web").get();
    }

    private @Nullable Service service() {
        return client.services().inNamespace("default").withName("web").get();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(dir.resolve(name), text);
    }

    private static String map(String data) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: " + data + "\n";
    }

    private static String service(int port) {
        return "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: %d}]}\n"
                .formatted(port);
    }
}
