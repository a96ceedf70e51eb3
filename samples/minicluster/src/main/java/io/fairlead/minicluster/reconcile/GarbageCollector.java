package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fairlead.minicluster.reconcile.Garbage.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// Watches the metadata of everything, and carries out what [Garbage] decides.
final class GarbageCollector implements AutoCloseable {

    // News come in heaps; one look is enough for all of them.
    private static final Duration HEAP = Duration.ofMillis(50);
    private static final String ALL = "all";
    private static final String TYPES = "types";

    private final KubernetesClient client;
    private final Queue queue = new Queue("garbage", this::look);
    // Of the queue's thread.
    // Its thread may still find types while it is closed.
    private final Map<Type, SharedIndexInformer<GenericKubernetesResource>> watched =
            new ConcurrentHashMap<>();

    GarbageCollector(KubernetesClient client) {
        this.client = client;
    }

    /// Types have come or gone.
    void types() {
        queue.add(TYPES, HEAP);
    }

    private void look(String what) {
        if (what.equals(TYPES)) {
            List<Type> now =
                    Type.discover(client).stream().filter(t -> !t.kind().equals("Event")).toList();
            for (Type gone : watched.keySet().stream().filter(t -> !now.contains(t)).toList()) {
                Objects.requireNonNull(watched.remove(gone)).close();
            }
            now.forEach(type -> watched.computeIfAbsent(type, this::watch));
        }
        List<HasMetadata> all = new ArrayList<>();
        watched.forEach((type, informer) -> {
            for (GenericKubernetesResource one : informer.getStore().list()) {
                // Lists of Kubernetes leave out what their items are.
                one.setApiVersion(type.apiVersion());
                one.setKind(type.kind());
                all.add(one);
            }
        });
        Garbage.plan(all, this::absent).forEach(this::take);
    }

    private SharedIndexInformer<GenericKubernetesResource> watch(Type type) {
        return client.genericKubernetesResources(type.context())
                .inAnyNamespace()
                .inform(new Hearing<>(_ -> queue.add(ALL, HEAP)));
    }

    /// Asks the server itself. An owner of a type that isn't served isn't known to be absent.
    private boolean absent(HasMetadata object, OwnerReference owner) {
        return watched.keySet().stream()
                .filter(type -> type.apiVersion().equals(owner.getApiVersion()))
                .filter(type -> type.kind().equals(owner.getKind()))
                .anyMatch(type -> {
                    GenericKubernetesResource there =
                            of(type, object.getMetadata().getNamespace())
                                    .withName(owner.getName())
                                    .get();
                    return there == null || !there.getMetadata().getUid().equals(owner.getUid());
                });
    }

    private NonNamespaceOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>>
            of(Type type, String namespace) {
        var all = client.genericKubernetesResources(type.context());
        return type.namespaced() ? all.inNamespace(namespace) : all;
    }

    private void take(Step step) {
        try {
            switch (step) {
                case Step.Delete(HasMetadata object, boolean foreground) ->
                        client.resource(object)
                                .withPropagationPolicy(
                                        foreground
                                                ? DeletionPropagation.FOREGROUND
                                                : DeletionPropagation.BACKGROUND)
                                .delete();
                case Step.Edit(
                                HasMetadata object,
                                List<OwnerReference> owners,
                                List<String> finalizers) ->
                        edit(object, owners, finalizers);
            }
        } catch (KubernetesClientException refused) {
            // Changed or gone meanwhile: the news of that are on their way, and lead here again.
            if (refused.getCode() != 404 && refused.getCode() != 409) {
                throw refused;
            }
        }
    }

    private void edit(HasMetadata object, List<OwnerReference> owners, List<String> finalizers) {
        KubernetesSerialization json = client.getKubernetesSerialization();
        client.resource(object)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"resourceVersion\":\"%s\",\"ownerReferences\":%s,\"finalizers\":%s}}"
                                .formatted(
                                        object.getMetadata().getResourceVersion(),
                                        json.asJson(owners),
                                        json.asJson(finalizers)));
    }

    @Override
    public void close() {
        queue.close();
        watched.values().forEach(SharedIndexInformer::close);
    }
}
