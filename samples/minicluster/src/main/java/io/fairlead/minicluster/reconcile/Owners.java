package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

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

    /// What nobody controls, and what fits the selector, gets this one as its controller.
    static <T extends HasMetadata> T adopt(KubernetesClient client, HasMetadata owner, T object) {
        if (controller(object).isPresent()) {
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
}
