package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What controllers read from the status of a pod. Pure.
final class PodState {

    /// Pods that a ReplicaSet gives up first stand first.
    static final Comparator<Pod> LEAST_NEEDED =
            Comparator.comparing((Pod pod) -> !nodeName(pod).isEmpty())
                    .thenComparing(pod -> "Running".equals(phase(pod)))
                    .thenComparing(PodState::ready)
                    .thenComparing(PodState::restarts, Comparator.reverseOrder())
                    .thenComparing(
                            pod -> pod.getMetadata().getCreationTimestamp(),
                            Comparator.reverseOrder())
                    .thenComparing(pod -> pod.getMetadata().getName());

    private PodState() {}

    static boolean ready(Pod pod) {
        return readyCondition(pod).isPresent();
    }

    /// Ready for at least this long; empty where it isn't ready, else what is still to wait, zero or more.
    private static Optional<Duration> untilAvailable(Pod pod, int minReadySeconds, Instant now) {
        return readyCondition(pod)
                .map(ready -> {
                    Instant since = Instant.parse(ready.getLastTransitionTime());
                    Duration left = Duration.between(now, since.plusSeconds(minReadySeconds));
                    return minReadySeconds == 0 || left.isNegative() ? Duration.ZERO : left;
                });
    }

    static boolean available(Pod pod, int minReadySeconds, Instant now) {
        return untilAvailable(pod, minReadySeconds, now).filter(Duration::isZero).isPresent();
    }

    /// When the first of those that are ready will have been so for long enough; empty where none is to wait for.
    static Optional<Duration> untilNextAvailable(List<Pod> pods, int minReadySeconds, Instant now) {
        return pods.stream()
                .filter(PodState::active)
                .map(pod -> untilAvailable(pod, minReadySeconds, now))
                .flatMap(Optional::stream)
                .filter(Duration::isPositive)
                .min(Duration::compareTo);
    }

    static int count(List<Pod> pods, Predicate<Pod> which) {
        return (int) pods.stream().filter(which).count();
    }

    /// Kubernetes leaves a count of none out.
    static @Nullable Integer orNull(int count) {
        return count == 0 ? null : count;
    }

    /// True for a pod that runs or is to run.
    static boolean active(Pod pod) {
        return !pod.isMarkedForDeletion() && !over(pod);
    }

    /// True where all its containers have ended for good.
    static boolean over(Pod pod) {
        return "Succeeded".equals(phase(pod)) || "Failed".equals(phase(pod));
    }

    /// True where all its containers have ended well.
    static boolean succeeded(Pod pod) {
        return "Succeeded".equals(phase(pod));
    }

    static String nodeName(Pod pod) {
        return Objects.requireNonNullElse(pod.getSpec().getNodeName(), "");
    }

    private static String phase(Pod pod) {
        return pod.getStatus() == null
                ? ""
                : Objects.requireNonNullElse(pod.getStatus().getPhase(), "");
    }

    static int restarts(Pod pod) {
        return pod.getStatus() == null
                ? 0
                : pod.getStatus().getContainerStatuses().stream()
                        .mapToInt(one -> Objects.requireNonNullElse(one.getRestartCount(), 0))
                        .sum();
    }

    private static Optional<PodCondition> readyCondition(Pod pod) {
        return pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getConditions().stream()
                        .filter(one -> one.getType().equals("Ready"))
                        .filter(one -> one.getStatus().equals("True"))
                        .findFirst();
    }
}
