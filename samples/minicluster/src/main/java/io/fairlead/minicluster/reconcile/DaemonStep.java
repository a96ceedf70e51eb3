package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a DaemonSet does next: which nodes get a pod, which pods go. Pure.
///
/// ```
/// no pod ──▶ create      of an old template ──▶ delete, while fewer than `unavailable` nodes are without ──▶ no pod
/// ```
///
/// @param create nodes
/// @param delete pods that aren't wanted, or are to be made anew
/// @param over those of them that have ended by themselves
/// @param again after which time there is something to do that no news will tell; none where it's null
record DaemonStep(List<String> create, List<Pod> delete, List<Pod> over, @Nullable Duration again) {

    /// A pod that ended by itself stays for so long, so that one that ends at once isn't made without a pause.
    static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Comparator<Pod> BEST_FIRST =
            Comparator.comparing((Pod pod) -> PodState.nodeName(pod).isEmpty())
                    .thenComparing(pod -> pod.getMetadata().getCreationTimestamp())
                    .thenComparing(pod -> pod.getMetadata().getName());

    /// A node as the set sees it: whether a new pod is meant for it, and whether one that is there may stay.
    record Place(String node, boolean comes, boolean stays) {}

    /// @param hash of the revision that is wanted
    /// @param unavailable how many nodes may be without a serving pod; none where pods are replaced when somebody
    ///     deletes them
    record Wanted(String hash, @Nullable Integer unavailable, int minReadySeconds, Instant now) {}

    static DaemonStep decide(Wanted wanted, List<Place> places, List<Pod> all) {
        Map<String, List<Pod>> byNode = byNode(all);
        List<String> create = new ArrayList<>();
        List<Pod> delete = new ArrayList<>();
        List<Pod> over = new ArrayList<>();
        List<Pod> kept = new ArrayList<>();
        @Nullable Duration again = null;
        int without = 0;
        for (Place place : places) {
            List<Pod> here = new ArrayList<>(byNode.getOrDefault(place.node(), List.of()));
            byNode.remove(place.node());
            List<Pod> ended =
                    here.stream()
                            .filter(pod -> PodState.over(pod) && !pod.isMarkedForDeletion())
                            .toList();
            for (Pod pod : ended) {
                Duration left = left(pod, wanted.now());
                if (left.isPositive()) {
                    again = again == null || left.compareTo(again) < 0 ? left : again;
                } else {
                    over.add(pod);
                }
            }
            List<Pod> active = here.stream().filter(PodState::active).sorted(BEST_FIRST).toList();
            if (place.comes() && here.isEmpty()) {
                create.add(place.node());
            }
            int keep = place.stays() ? Math.min(1, active.size()) : 0;
            delete.addAll(active.subList(keep, active.size()));
            if (place.comes() && keep == 0) {
                without++;
            } else if (keep > 0) {
                kept.add(active.getFirst());
            }
        }
        // Of nodes that are gone.
        byNode.values()
                .forEach(pods -> pods.stream().filter(PodState::active).forEach(delete::add));
        delete.addAll(replaced(wanted, kept, without));
        return new DaemonStep(create, delete, over, again);
    }

    /// Old pods that go now: those that don't serve cost nobody anything, of the others as many as may be missed.
    private static List<Pod> replaced(Wanted wanted, List<Pod> kept, int without) {
        if (wanted.unavailable() == null) {
            return List.of();
        }
        List<Pod> going = new ArrayList<>();
        List<Pod> serving = new ArrayList<>();
        int missed = without;
        for (Pod pod : kept) {
            boolean serves = available(pod, wanted);
            missed += serves ? 0 : 1;
            if (!current(pod, wanted)) {
                (serves ? serving : going).add(pod);
            }
        }
        going.addAll(
                serving.subList(0, Math.clamp(wanted.unavailable() - missed, 0, serving.size())));
        return going;
    }

    /// What is to be said of it.
    static DaemonSetStatus status(
            Wanted wanted, List<Place> places, List<Pod> all, @Nullable Long generation) {
        Map<String, List<Pod>> byNode = byNode(all.stream().filter(PodState::active).toList());
        int desired = 0;
        int present = 0;
        int stray = 0;
        int ready = 0;
        int available = 0;
        int updated = 0;
        for (Place place : places) {
            Optional<Pod> pod =
                    byNode.getOrDefault(place.node(), List.of()).stream().min(BEST_FIRST);
            if (!place.comes()) {
                stray += pod.isPresent() ? 1 : 0;
                continue;
            }
            desired++;
            present += pod.isPresent() ? 1 : 0;
            ready += pod.filter(PodState::ready).isPresent() ? 1 : 0;
            available += pod.filter(one -> available(one, wanted)).isPresent() ? 1 : 0;
            updated += pod.filter(one -> current(one, wanted)).isPresent() ? 1 : 0;
        }
        return new DaemonSetStatusBuilder()
                .withDesiredNumberScheduled(desired)
                .withCurrentNumberScheduled(present)
                .withNumberMisscheduled(stray)
                .withNumberReady(ready)
                .withNumberAvailable(PodState.orNull(available))
                .withNumberUnavailable(PodState.orNull(desired - available))
                .withUpdatedNumberScheduled(PodState.orNull(updated))
                .withObservedGeneration(generation)
                .build();
    }

    /// The node that a pod is on, or is meant for; empty where it's meant for none in particular.
    static String node(Pod pod) {
        if (!PodState.nodeName(pod).isEmpty() || pod.getSpec().getAffinity() == null) {
            return PodState.nodeName(pod);
        }
        var affinity = pod.getSpec().getAffinity().getNodeAffinity();
        return affinity == null
                        || affinity.getRequiredDuringSchedulingIgnoredDuringExecution() == null
                ? ""
                : affinity
                        .getRequiredDuringSchedulingIgnoredDuringExecution()
                        .getNodeSelectorTerms()
                        .stream()
                        .flatMap(term -> term.getMatchFields().stream())
                        .filter(field -> field.getKey().equals("metadata.name"))
                        .flatMap(field -> field.getValues().stream())
                        .findFirst()
                        .orElse("");
    }

    private static Map<String, List<Pod>> byNode(List<Pod> pods) {
        Map<String, List<Pod>> byNode = new HashMap<>();
        for (Pod pod : pods) {
            byNode.computeIfAbsent(node(pod), _ -> new ArrayList<>()).add(pod);
        }
        return byNode;
    }

    private static Duration left(Pod pod, Instant now) {
        Instant made = Instant.parse(pod.getMetadata().getCreationTimestamp());
        return Duration.between(now, made.plus(PAUSE));
    }

    private static boolean available(Pod pod, Wanted wanted) {
        return PodState.available(pod, wanted.minReadySeconds(), wanted.now());
    }

    private static boolean current(Pod pod, Wanted wanted) {
        return wanted.hash().equals(History.hash(pod));
    }
}
