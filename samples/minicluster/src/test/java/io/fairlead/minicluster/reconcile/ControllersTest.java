package io.fairlead.minicluster.reconcile;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fairlead.minicluster.api.ApiCore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Controllers and the API server, over HTTPS.
class ControllersTest {

    private static final long SECONDS_MAX = 60;

    @TempDir private static Path dir;
    private static @Nullable ApiCore core;
    private static @Nullable Controllers controllers;
    private static @Nullable KubernetesClient client;

    @BeforeAll
    static void start() throws Exception {
        core =
                ApiCore.start(
                        dir, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Map.of());
        controllers =
                Controllers.start(
                        core.kubeconfig(Controllers.USER), core.kubeconfig(Controllers.SCHEDULER));
        Config config = Config.fromKubeconfig(core.kubeconfig().toFile());
        config.setOnlyHttpWatches(true);
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    @AfterAll
    static void stop() {
        requireNonNull(client).close();
        requireNonNull(controllers).close();
        requireNonNull(core).close();
    }

    @Test
    void everyNamespaceHasItsServiceAccount() {
        namespace("fresh");
        for (String name : List.of("default", "kube-system", "fresh")) {
            api().serviceAccounts()
                    .inNamespace(name)
                    .withName("default")
                    .waitUntilCondition(Objects::nonNull, SECONDS_MAX, TimeUnit.SECONDS);
        }
    }

    @Test
    void aServiceAccountThatWasDeletedComesAgain() {
        namespace("again");
        var account = api().serviceAccounts().inNamespace("again").withName("default");
        String first =
                account.waitUntilCondition(Objects::nonNull, SECONDS_MAX, TimeUnit.SECONDS)
                        .getMetadata()
                        .getUid();
        List<?> _ = account.delete();
        account.waitUntilCondition(
                now -> now != null && !now.getMetadata().getUid().equals(first),
                SECONDS_MAX,
                TimeUnit.SECONDS);
    }

    @Test
    void theServerIsAServiceOfItself() {
        var service = api().services().inNamespace("default").withName("kubernetes").get();
        assertThat(service.getSpec().getClusterIP()).isEqualTo("10.96.0.1");
        var endpoints = api().endpoints().inNamespace("default").withName("kubernetes").get();
        assertThat(endpoints.getSubsets().getFirst().getPorts().getFirst().getPort())
                .isEqualTo(requireNonNull(core).port());
    }

    @Test
    void aNamespaceGoesWithAllThatIsInIt() {
        namespace("doomed");
        ConfigMap held =
                map("doomed", "held", null)
                        .editMetadata()
                        .addToFinalizers("x/y")
                        .endMetadata()
                        .build();
        api().resource(held).create();
        create("doomed", "plain", null);
        List<?> _ = api().namespaces().withName("doomed").delete();
        awaitGone("doomed", "plain");
        assertThat(api().namespaces().withName("doomed").get()).isNotNull();
        api().configMaps()
                .inNamespace("doomed")
                .withName("held")
                .edit(one ->
                        new ConfigMapBuilder(one)
                                .editMetadata()
                                .withFinalizers()
                                .endMetadata()
                                .build());
        api().namespaces()
                .withName("doomed")
                .waitUntilCondition(Objects::isNull, SECONDS_MAX, TimeUnit.SECONDS);
    }

    @Test
    void dependentsGoAfterTheirOwner() {
        ConfigMap owner = create("default", "bg-owner", null);
        ConfigMap child = create("default", "bg-child", owner);
        create("default", "bg-grandchild", child);
        delete("bg-owner", DeletionPropagation.BACKGROUND);
        awaitGone("default", "bg-grandchild");
        awaitGone("default", "bg-child");
    }

    @Test
    void anObjectWhoseOwnerNeverWasGoes() {
        ConfigMap never =
                map("default", "never", null)
                        .editMetadata()
                        .withUid("no-such")
                        .endMetadata()
                        .build();
        create("default", "stray", never);
        awaitGone("default", "stray");
    }

    @Test
    void inTheForegroundTheOwnerGoesLast() {
        ConfigMap owner = create("default", "fg-owner", null);
        create("default", "fg-child", owner);
        api().configMaps()
                .inNamespace("default")
                .withName("fg-child")
                .edit(one ->
                        new ConfigMapBuilder(one)
                                .editMetadata()
                                .addToFinalizers("x/y")
                                .endMetadata()
                                .build());
        delete("fg-owner", DeletionPropagation.FOREGROUND);
        var child = api().configMaps().inNamespace("default").withName("fg-child");
        // Then the collector has done its part with the child: nobody else changes it below.
        child.waitUntilCondition(
                now ->
                        now != null
                                && now.isMarkedForDeletion()
                                && now.getFinalizers().equals(List.of("x/y")),
                SECONDS_MAX,
                TimeUnit.SECONDS);
        assertThat(api().configMaps().inNamespace("default").withName("fg-owner").get())
                .isNotNull();
        child.edit(one ->
                new ConfigMapBuilder(one)
                        .editMetadata()
                        .withFinalizers(List.of())
                        .endMetadata()
                        .build());
        awaitGone("default", "fg-owner");
        assertThat(child.get()).isNull();
    }

    @Test
    void orphansStay() {
        ConfigMap owner = create("default", "or-owner", null);
        create("default", "or-child", owner);
        delete("or-owner", DeletionPropagation.ORPHAN);
        awaitGone("default", "or-owner");
        ConfigMap child = api().configMaps().inNamespace("default").withName("or-child").get();
        assertThat(child.getMetadata().getOwnerReferences()).isEmpty();
    }

    private static void namespace(String name) {
        api().resource(
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .build())
                .create();
    }

    private static ConfigMap create(String namespace, String name, @Nullable ConfigMap owner) {
        return api().resource(map(namespace, name, owner).build()).create();
    }

    private static ConfigMapBuilder map(String namespace, String name, @Nullable ConfigMap owner) {
        var meta = new ConfigMapBuilder().withNewMetadata().withName(name).withNamespace(namespace);
        if (owner != null) {
            meta.withOwnerReferences(
                    new OwnerReferenceBuilder()
                            .withApiVersion("v1")
                            .withKind("ConfigMap")
                            .withName(owner.getMetadata().getName())
                            .withUid(owner.getMetadata().getUid())
                            .withBlockOwnerDeletion(true)
                            .build());
        }
        return meta.endMetadata();
    }

    private static void delete(String name, DeletionPropagation how) {
        List<?> _ =
                api().configMaps()
                        .inNamespace("default")
                        .withName(name)
                        .withPropagationPolicy(how)
                        .delete();
    }

    private static void awaitGone(String namespace, String name) {
        api().configMaps()
                .inNamespace(namespace)
                .withName(name)
                .waitUntilCondition(Objects::isNull, SECONDS_MAX, TimeUnit.SECONDS);
    }

    private static KubernetesClient api() {
        return requireNonNull(client);
    }
}
