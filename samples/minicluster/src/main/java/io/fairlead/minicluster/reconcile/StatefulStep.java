package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a StatefulSet does next: which numbers get a pod, which pods go. Pure.
///
/// ```
/// 0 ready ──▶ 1 is made, ready ──▶ 2 …          fewer wanted: the highest goes first, then the one below
/// new template: the highest goes and comes back anew and ready, then the one below, down to the partition
/// ```
///
/// @param create numbers, each with the revision of its template
/// @param delete pods
record StatefulStep(Map<Integer, String> create, List<Pod> delete) {

    /// What a set asks for.
    ///
    /// @param start number of the first pod
    /// @param parallel whether no pod waits for the one before
    /// @param partition pods below this number stay of the current revision; null where somebody else deletes old ones
    record Wanted(
            int start,
            int replicas,
            boolean parallel,
            @Nullable Integer partition,
            Revisions revisions,
            int minReadySeconds,
            Instant now) {

        private boolean covers(int number) {
            return number >= start && number < start + replicas;
        }

        private String revision(int number) {
            return partition == null || number >= start + partition
                    ? revisions.update()
                    : revisions.current();
        }
    }

    /// Names of revisions.
    ///
    /// @param current that of all pods when the last change was through
    /// @param update that of the template
    record Revisions(String current, String update) {}

    /// @param name of the set; its pods are `NAME-NUMBER`
    static StatefulStep decide(String name, Wanted wanted, List<Pod> pods) {
        TreeMap<Integer, Pod> there = new TreeMap<>();
        TreeMap<Integer, Pod> beyond = new TreeMap<>();
        for (Pod pod : pods) {
            int number = number(name, pod);
            (wanted.covers(number) ? there : beyond).put(number, pod);
        }
        TreeMap<Integer, String> create = new TreeMap<>();
        List<Pod> delete = new ArrayList<>();
        for (int i = wanted.start(); i < wanted.start() + wanted.replicas(); i++) {
            @Nullable Pod pod = there.get(i);
            if (pod == null) {
                create.put(i, wanted.revision(i));
            } else if (PodState.over(pod) && !pod.isMarkedForDeletion()) {
                delete.add(pod);
            }
            if (!wanted.parallel() && (pod == null || !serves(pod, wanted))) {
                // Those above wait for this one, be it to come or to go.
                return new StatefulStep(create, delete);
            }
        }
        for (Pod pod : beyond.descendingMap().values()) {
            if (!pod.isMarkedForDeletion()) {
                delete.add(pod);
            }
            if (!wanted.parallel()) {
                return new StatefulStep(create, delete);
            }
        }
        if (create.isEmpty() && delete.isEmpty() && wanted.partition() != null) {
            replaced(wanted, there, delete);
        }
        return new StatefulStep(create, delete);
    }

    /// One after the other from the highest number down.
    private static void replaced(Wanted wanted, TreeMap<Integer, Pod> there, List<Pod> delete) {
        for (Map.Entry<Integer, Pod> one : there.descendingMap().entrySet()) {
            if (!History.hash(one.getValue()).equals(wanted.revision(one.getKey()))) {
                if (!one.getValue().isMarkedForDeletion()) {
                    delete.add(one.getValue());
                }
                return;
            }
            if (!serves(one.getValue(), wanted)) {
                return;
            }
        }
    }

    /// What is to be said of the set. When all pods are of the update's revision, that is the current one.
    static StatefulSetStatus status(
            String name, Wanted wanted, List<Pod> all, @Nullable Long generation) {
        List<Pod> pods = all.stream().filter(pod -> wanted.covers(number(name, pod))).toList();
        int updated = count(pods, wanted.revisions().update());
        boolean through = updated == wanted.replicas() && pods.stream().allMatch(PodState::ready);
        String current = through ? wanted.revisions().update() : wanted.revisions().current();
        return new StatefulSetStatusBuilder()
                .withReplicas(PodState.count(all, pod -> !PodState.over(pod)))
                .withReadyReplicas(PodState.orNull(PodState.count(pods, PodState::ready)))
                .withAvailableReplicas(PodState.count(pods, pod -> serves(pod, wanted)))
                .withCurrentReplicas(PodState.orNull(count(pods, current)))
                .withUpdatedReplicas(PodState.orNull(updated))
                .withCurrentRevision(current)
                .withUpdateRevision(wanted.revisions().update())
                .withObservedGeneration(generation)
                .build();
    }

    private static int count(List<Pod> pods, String revision) {
        return PodState.count(
                pods, pod -> !pod.isMarkedForDeletion() && History.hash(pod).equals(revision));
    }

    /// Its number; -1 where its name is none of the set's.
    static int number(String name, Pod pod) {
        String own = pod.getMetadata().getName();
        String rest = own.startsWith(name + "-") ? own.substring(name.length() + 1) : "";
        return rest.matches("0|[1-9]\\d{0,8}") ? Integer.parseInt(rest) : -1;
    }

    private static boolean serves(Pod pod, Wanted wanted) {
        return !pod.isMarkedForDeletion()
                && PodState.available(pod, wanted.minReadySeconds(), wanted.now());
    }
}
