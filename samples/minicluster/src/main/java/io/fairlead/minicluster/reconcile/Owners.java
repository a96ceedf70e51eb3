package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Who controls an object: the one owner that is marked so.
final class Owners {

    private Owners() {}

    static Optional<OwnerReference> controller(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst();
    }

    static boolean controls(HasMetadata owner, HasMetadata object) {
        return controller(object)
                .filter(one -> one.getUid().equals(owner.getMetadata().getUid()))
                .isPresent();
    }

    /// Of what fits the selector that which this one controls. What nobody controls it takes over, unless one of the
    /// two ends.
    static <T extends HasMetadata> List<T> owned(
            KubernetesClient client,
            HasMetadata owner,
            MixedOperation<T, ? extends KubernetesResourceList<T>, ?> all,
            LabelSelector selector,
            Predicate<T> which) {
        return all
                .inNamespace(owner.getMetadata().getNamespace())
                .withLabelSelector(selector)
                .list()
                .getItems()
                .stream()
                .filter(which)
                .map(one -> adopt(client, owner, one))
                .filter(one -> controls(owner, one))
                .toList();
    }

    private static <T extends HasMetadata> T adopt(
            KubernetesClient client, HasMetadata owner, T object) {
        if (controller(object).isPresent()
                || owner.isMarkedForDeletion()
                || object.isMarkedForDeletion()) {
            return object;
        }
        return client.resource(object)
                .edit(one -> {
                    one.getMetadata().getOwnerReferences().add(reference(owner));
                    return one;
                });
    }

    /// For objects that this one controls.
    static OwnerReference reference(HasMetadata owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }

    /// `namespace/name`, by which queues know an object.
    static String key(HasMetadata object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }

    /// What is there of this key; null where it's gone.
    static <T> @Nullable T at(MixedOperation<T, ?, ? extends Resource<T>> all, String key) {
        int slash = key.indexOf('/');
        return all.inNamespace(key.substring(0, slash)).withName(key.substring(slash + 1)).get();
    }

    /// An object has come, changed or gone: who controls it has to look.
    ///
    /// @param queues by the kind of what they look at
    static void tell(HasMetadata object, Map<String, Queue> queues) {
        controller(object)
                .ifPresent(owner -> {
                    @Nullable Queue queue = queues.get(owner.getKind());
                    if (queue != null) {
                        queue.add(object.getMetadata().getNamespace() + "/" + owner.getName());
                    }
                });
    }
}
