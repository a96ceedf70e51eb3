package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// What follows from owner references: an object goes when all its owners are gone, and an owner that is deleted in the
/// foreground waits for those that it blocks on. Pure.
///
/// ```
/// owner deleted   Background: owner goes ──▶ dependents go      Foreground: dependents go ──▶ owner goes
///                 Orphan: dependents lose their reference ──▶ owner goes
/// ```
final class Garbage {

    static final String FOREGROUND = "foregroundDeletion";
    static final String ORPHAN = "orphan";

    private final Map<String, HasMetadata> byUid = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final BiPredicate<HasMetadata, OwnerReference> absent;

    /// One thing to do.
    sealed interface Step {

        record Delete(HasMetadata object, boolean foreground) implements Step {}

        /// Its owners or its finalizers are to be these.
        record Edit(HasMetadata object, List<OwnerReference> owners, List<String> finalizers)
                implements Step {}
    }

    private Garbage(BiPredicate<HasMetadata, OwnerReference> absent) {
        this.absent = absent;
    }

    /// @param absent is this owner, which isn't among all that is known, really not there?
    static List<Step> plan(
            Collection<HasMetadata> all, BiPredicate<HasMetadata, OwnerReference> absent) {
        Garbage garbage = new Garbage(absent);
        Map<String, List<OwnerReference>> claims = new HashMap<>();
        for (HasMetadata object : all) {
            garbage.byUid.put(object.getMetadata().getUid(), object);
            for (OwnerReference owner : object.getMetadata().getOwnerReferences()) {
                claims.computeIfAbsent(owner.getUid(), _ -> new ArrayList<>()).add(owner);
            }
        }
        for (HasMetadata object : all) {
            garbage.asDependent(object);
            List<OwnerReference> mine =
                    claims.getOrDefault(object.getMetadata().getUid(), List.of());
            if (mine.isEmpty()) {
                garbage.release(object, ORPHAN);
            }
            if (mine.stream().noneMatch(one -> Boolean.TRUE.equals(one.getBlockOwnerDeletion()))) {
                garbage.release(object, FOREGROUND);
            }
        }
        return garbage.steps;
    }

    private void asDependent(HasMetadata object) {
        List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
        List<OwnerReference> solid = new ArrayList<>();
        boolean waiting = false;
        boolean orphaned = false;
        for (OwnerReference owner : owners) {
            @Nullable HasMetadata known = byUid.get(owner.getUid());
            if (known != null && ends(known, FOREGROUND)) {
                waiting = true;
            } else if (known != null && ends(known, ORPHAN)) {
                orphaned = true;
            } else if (known == null ? !absent.test(object, owner) : sees(object, known)) {
                solid.add(owner);
            }
        }
        boolean stays = !solid.isEmpty() || (orphaned && !waiting);
        if (stays && solid.size() < owners.size()) {
            steps.add(new Step.Edit(object, solid, object.getFinalizers()));
        } else if (!owners.isEmpty() && !stays && !object.isMarkedForDeletion()) {
            steps.add(new Step.Delete(object, waiting));
        }
    }

    private void release(HasMetadata object, String finalizer) {
        if (ends(object, finalizer)) {
            List<String> rest = new ArrayList<>(object.getFinalizers());
            rest.remove(finalizer);
            steps.add(new Step.Edit(object, object.getMetadata().getOwnerReferences(), rest));
        }
    }

    /// An owner is in the same namespace, or in none.
    private static boolean sees(HasMetadata object, HasMetadata owner) {
        @Nullable String namespace = owner.getMetadata().getNamespace();
        return namespace == null || namespace.equals(object.getMetadata().getNamespace());
    }

    private static boolean ends(HasMetadata object, String finalizer) {
        return object.isMarkedForDeletion() && object.getFinalizers().contains(finalizer);
    }
}
