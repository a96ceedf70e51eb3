package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What every namespace has, a ServiceAccount `default` and the root certificate of the API server; and its
/// end: everything in it goes first.
final class Namespaces {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    static final String ROOT = "kube-root-ca.crt";
    private static final String DEFAULT = "default";
    private static final int EXISTS = 409;

    private final KubernetesClient client;
    final Queue queue = new Queue("namespaces", this::look);

    private final Map<String, String> root;

    /// @param root certificate of the API server, as PEM
    Namespaces(KubernetesClient client, String root) {
        this.client = client;
        this.root = Map.of("ca.crt", root);
    }

    private void look(String name) {
        @Nullable Namespace namespace = client.namespaces().withName(name).get();
        if (namespace == null) {
            return;
        }
        if (namespace.isMarkedForDeletion()) {
            end(namespace);
        } else {
            ObjectMetaBuilder meta = new ObjectMetaBuilder().withNamespace(name);
            if (client.serviceAccounts().inNamespace(name).withName(DEFAULT).get() == null) {
                create(
                        new ServiceAccountBuilder()
                                .withMetadata(meta.withName(DEFAULT).build())
                                .build());
            }
            publish(name, meta.withName(ROOT).build());
        }
    }

    private void publish(String namespace, ObjectMeta meta) {
        var there = client.configMaps().inNamespace(namespace).withName(ROOT);
        @Nullable ConfigMap map = there.get();
        if (map == null) {
            create(new ConfigMapBuilder().withMetadata(meta).withData(root).build());
        } else if (!root.equals(map.getData())) {
            ConfigMap _ = there.edit(old -> new ConfigMapBuilder(old).withData(root).build());
        }
    }

    private void create(HasMetadata object) {
        try {
            HasMetadata _ = client.resource(object).create();
        } catch (KubernetesClientException refused) {
            if (refused.getCode() != EXISTS) {
                throw refused;
            }
        }
    }

    private void end(Namespace namespace) {
        String name = namespace.getMetadata().getName();
        boolean left = false;
        for (Type type : Type.discover(client)) {
            if (type.namespaced()) {
                var all = client.genericKubernetesResources(type.context()).inNamespace(name);
                List<StatusDetails> _ = all.delete();
                left |= !all.list().getItems().isEmpty();
            }
        }
        if (left) {
            // Pods take their time, and finalizers as much as they like.
            queue.add(name, LOOK_AGAIN);
        } else {
            namespace.getSpec().getFinalizers().remove("kubernetes");
            String path = "/api/v1/namespaces/" + name + "/finalize";
            String _ = client.raw(path, "PUT", namespace);
        }
    }
}
