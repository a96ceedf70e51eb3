package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What every namespace has, a ServiceAccount `default`; and its end: everything in it goes first.
final class Namespaces {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final String DEFAULT = "default";
    private static final int EXISTS = 409;

    private final KubernetesClient client;
    final Queue queue = new Queue("namespaces", this::look);

    Namespaces(KubernetesClient client) {
        this.client = client;
    }

    private void look(String name) {
        @Nullable Namespace namespace = client.namespaces().withName(name).get();
        if (namespace == null) {
            return;
        }
        if (namespace.isMarkedForDeletion()) {
            end(namespace);
        } else if (client.serviceAccounts().inNamespace(name).withName(DEFAULT).get() == null) {
            try {
                client.resource(
                                new ServiceAccountBuilder()
                                        .withNewMetadata()
                                        .withName(DEFAULT)
                                        .withNamespace(name)
                                        .endMetadata()
                                        .build())
                        .create();
            } catch (KubernetesClientException refused) {
                if (refused.getCode() != EXISTS) {
                    throw refused;
                }
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
