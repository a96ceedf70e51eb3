package io.fairlead.minicluster.install;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fairlead.minicluster.api.ApiCore;
import io.fairlead.minicluster.reconcile.Controllers;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// An API server that takes all objects of an installation. Kinds of Kubernetes that it hasn't built in are defined with
/// anything in them.
final class TestCluster implements AutoCloseable {

    private static final List<String> KINDS =
            List.of(
                    "rbac.authorization.k8s.io/v1 ClusterRole Cluster",
                    "rbac.authorization.k8s.io/v1 ClusterRoleBinding Cluster",
                    "rbac.authorization.k8s.io/v1 Role Namespaced",
                    "rbac.authorization.k8s.io/v1 RoleBinding Namespaced",
                    "policy/v1 PodDisruptionBudget Namespaced",
                    "autoscaling/v2 HorizontalPodAutoscaler Namespaced",
                    "admissionregistration.k8s.io/v1 MutatingWebhookConfiguration Cluster",
                    "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration Cluster");

    private final ApiCore core;
    private final KubernetesClient client;
    private final Controllers controllers;

    private TestCluster(ApiCore core, KubernetesClient client, Controllers controllers) {
        this.core = core;
        this.client = client;
        this.controllers = controllers;
    }

    static TestCluster start(Path dir) throws Exception {
        ApiCore core =
                ApiCore.start(
                        dir, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Map.of());
        Config config = Config.fromKubeconfig(core.kubeconfig().toFile());
        config.setOnlyHttpWatches(true);
        KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
        TestCluster cluster = new TestCluster(core, client, Controllers.start(core.kubeconfig()));
        KINDS.forEach(cluster::define);
        return cluster;
    }

    private void define(String line) {
        String[] words = line.split(" ");
        String group = words[0].substring(0, words[0].indexOf('/'));
        String version = words[0].substring(group.length() + 1);
        var served = client.getApiResources(words[0]);
        if (served != null
                && served.getResources().stream()
                        .map(APIResource::getKind)
                        .anyMatch(words[1]::equals)) {
            return;
        }
        String singular = words[1].toLowerCase(Locale.ROOT);
        String text =
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  name: %2$s.%1$s
                  annotations: {api-approved.kubernetes.io: "a stand-in of the test"}
                spec:
                  group: %1$s
                  names: {kind: %4$s, plural: %2$s, singular: %5$s}
                  scope: %6$s
                  versions:
                  - name: %3$s
                    served: true
                    storage: true
                    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """
                        .formatted(group, singular + "s", version, words[1], singular, words[2]);
        client.load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(one -> client.resource(one).create());
    }

    KubernetesClient client() {
        return client;
    }

    String kubeconfig() {
        return core.kubeconfig().toString();
    }

    @Override
    public void close() {
        controllers.close();
        client.close();
        core.close();
    }
}
