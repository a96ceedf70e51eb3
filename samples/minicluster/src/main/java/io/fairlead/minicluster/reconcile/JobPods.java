package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.UncountedTerminatedPods;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Counts the pods of a Job that have ended. Each carries a finalizer until it is counted, so that none is lost that
/// somebody deletes: its uid goes into the status, then the finalizer goes, then the uid becomes a number. Pure.
final class JobPods {

    static final String TRACKING = "batch.kubernetes.io/job-tracking";
    static final String INDEX = "batch.kubernetes.io/job-completion-index";

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LAST = Duration.ofSeconds(30);

    private JobPods() {}

    static boolean tracked(Pod pod) {
        return pod.getFinalizers().contains(TRACKING);
    }

    /// Takes into the status who has ended.
    static void count(JobStatus status, List<Pod> pods, boolean indexed) {
        UncountedTerminatedPods noted = noted(status);
        List<String> held =
                pods.stream()
                        .filter(JobPods::tracked)
                        .map(pod -> pod.getMetadata().getUid())
                        .toList();
        List<String> succeeded = new ArrayList<>(noted.getSucceeded());
        List<String> failed = new ArrayList<>(noted.getFailed());
        status.setSucceeded(
                PodState.orNull(number(status.getSucceeded()) + released(succeeded, held)));
        status.setFailed(PodState.orNull(number(status.getFailed()) + released(failed, held)));
        NavigableSet<Integer> completed = completed(status);
        for (Pod pod : pods) {
            String uid = pod.getMetadata().getUid();
            if (!tracked(pod) || succeeded.contains(uid) || failed.contains(uid)) {
                continue;
            }
            if (PodState.succeeded(pod)) {
                if (!indexed || completed.add(index(pod))) {
                    succeeded.add(uid);
                }
            } else if (PodState.over(pod) || pod.isMarkedForDeletion()) {
                failed.add(uid);
            }
        }
        if (indexed) {
            status.setCompletedIndexes(ranges(completed));
        }
        status.setUncountedTerminatedPods(
                succeeded.isEmpty() && failed.isEmpty()
                        ? null
                        : new UncountedTerminatedPods(failed, succeeded));
    }

    /// Takes out those that aren't held any more.
    private static int released(List<String> noted, List<String> held) {
        int before = noted.size();
        noted.retainAll(held);
        return before - noted.size();
    }

    /// Those whose uid stands in the status: they need not be held any more.
    static List<Pod> counted(JobStatus status, List<Pod> pods) {
        UncountedTerminatedPods noted = noted(status);
        return pods.stream()
                .filter(JobPods::tracked)
                .filter(pod ->
                        noted.getSucceeded().contains(pod.getMetadata().getUid())
                                || noted.getFailed().contains(pod.getMetadata().getUid()))
                .toList();
    }

    static int uncounted(JobStatus status) {
        return noted(status).getSucceeded().size() + noted(status).getFailed().size();
    }

    static int succeeded(JobStatus status) {
        return number(status.getSucceeded()) + noted(status).getSucceeded().size();
    }

    static int failed(JobStatus status) {
        return number(status.getFailed()) + noted(status).getFailed().size();
    }

    private static UncountedTerminatedPods noted(JobStatus status) {
        return Objects.requireNonNullElseGet(
                status.getUncountedTerminatedPods(), UncountedTerminatedPods::new);
    }

    private static int number(@Nullable Integer count) {
        return count == null ? 0 : count;
    }

    static int index(Pod pod) {
        String text = pod.getMetadata().getAnnotations().getOrDefault(INDEX, "");
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : -1;
    }

    /// The indexes that are done: `0-2,5`.
    static NavigableSet<Integer> completed(JobStatus status) {
        NavigableSet<Integer> all = new TreeSet<>();
        String text = Objects.requireNonNullElse(status.getCompletedIndexes(), "");
        for (String range : text.split(",")) {
            if (!range.isEmpty()) {
                String[] ends = range.split("-");
                int last = Integer.parseInt(ends[ends.length - 1]);
                for (int i = Integer.parseInt(ends[0]); i <= last; i++) {
                    all.add(i);
                }
            }
        }
        return all;
    }

    static @Nullable String ranges(NavigableSet<Integer> indexes) {
        List<String> ranges = new ArrayList<>();
        for (@Nullable Integer first = indexes.isEmpty() ? null : indexes.first();
                first != null; ) {
            int last = first;
            while (indexes.contains(last + 1)) {
                last++;
            }
            ranges.add(first == last ? Integer.toString(first) : first + "-" + last);
            first = indexes.higher(last);
        }
        return ranges.isEmpty() ? null : String.join(",", ranges);
    }

    /// How long the next pod has to wait after those that failed since the last that ended well; null where it hasn't.
    static @Nullable Duration backOff(List<Pod> pods, Instant now) {
        Instant success =
                pods.stream()
                        .filter(PodState::succeeded)
                        .map(JobPods::ended)
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.EPOCH);
        List<Instant> failures =
                pods.stream()
                        .filter(pod -> PodState.over(pod) && !PodState.succeeded(pod))
                        .map(JobPods::ended)
                        .filter(success::isBefore)
                        .sorted()
                        .toList();
        if (failures.isEmpty()) {
            return null;
        }
        Duration delay = FIRST.multipliedBy(1L << Math.min(failures.size() - 1, 10));
        Instant until = failures.getLast().plus(delay.compareTo(LAST) > 0 ? LAST : delay);
        return until.isAfter(now) ? Duration.between(now, until) : null;
    }

    private static Instant ended(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .map(ContainerStatus::getState)
                .filter(state -> state != null && state.getTerminated() != null)
                .map(state -> state.getTerminated().getFinishedAt())
                .filter(Objects::nonNull)
                .map(Instant::parse)
                .max(Comparator.naturalOrder())
                .orElseGet(() -> Instant.parse(pod.getMetadata().getCreationTimestamp()));
    }
}
