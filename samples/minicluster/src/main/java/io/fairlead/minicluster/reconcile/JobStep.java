package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is to be done for a Job now, and to be said of it. Pure.
///
/// ```
/// pods end ──▶ counted in the status ──▶ released
/// too few run ──▶ create
/// enough ended well ──▶ SuccessCriteriaMet ────── no pod runs ──▶ Complete
/// too many failed, or too late ──▶ FailureTarget ── no pod runs ──▶ Failed
/// ```
///
/// @param create one pod for each; its index, or -1 in a Job whose pods have none
/// @param again after how long to look, whatever happens; null where only news matter
record JobStep(JobStatus status, List<Integer> create, List<Pod> delete, @Nullable Duration again) {

    static final String COMPLETE = "Complete";
    static final String FAILED = "Failed";
    static final String SUSPENDED = "Suspended";
    static final String SUCCESS = "SuccessCriteriaMet";
    static final String FAILURE = "FailureTarget";

    /// Pods of a parallel Job that are begun at once.
    private static final int BURST_MAX = 50;

    static JobStep of(Job job, List<Pod> pods, Instant now) {
        return new Deciding(job, pods, now.truncatedTo(ChronoUnit.SECONDS)).decide();
    }

    static Optional<JobCondition> condition(@Nullable JobStatus status, String type) {
        return status == null
                ? Optional.empty()
                : status.getConditions().stream()
                        .filter(one -> one.getType().equals(type))
                        .findFirst();
    }

    static boolean is(@Nullable JobStatus status, String type) {
        return condition(status, type).filter(one -> one.getStatus().equals("True")).isPresent();
    }

    static boolean succeeded(Job job) {
        return is(job.getStatus(), COMPLETE);
    }

    static boolean failed(Job job) {
        return is(job.getStatus(), FAILED);
    }

    static boolean finished(@Nullable JobStatus status) {
        return is(status, COMPLETE) || is(status, FAILED);
    }

    private static final class Deciding {

        private final JobSpec spec;
        private final JobStatus status;
        private final List<Pod> pods;
        private final List<Pod> active;
        private final Instant now;
        private final boolean indexed;
        private @Nullable Duration again;

        Deciding(Job job, List<Pod> pods, Instant now) {
            this.spec = job.getSpec();
            this.pods = pods;
            this.active = pods.stream().filter(PodState::active).toList();
            this.now = now;
            this.indexed = "Indexed".equals(spec.getCompletionMode());
            this.status =
                    job.getStatus() == null
                            ? new JobStatus()
                            : new JobStatusBuilder(job.getStatus()).build();
        }

        JobStep decide() {
            JobPods.count(status, pods, indexed);
            boolean suspended = Boolean.TRUE.equals(spec.getSuspend());
            begin(suspended);
            if (!is(status, SUCCESS) && !is(status, FAILURE)) {
                judge();
            }
            boolean judged = is(status, SUCCESS) || is(status, FAILURE);
            boolean running =
                    pods.stream().anyMatch(pod -> !PodState.over(pod))
                            || JobPods.uncounted(status) > 0;
            if (judged && !running) {
                finish();
            }
            List<Pod> delete = judged || suspended ? active : surplus();
            List<Integer> create = judged || suspended ? List.of() : missing();
            say();
            return new JobStep(status, create, delete, again);
        }

        private void begin(boolean suspended) {
            if (suspended) {
                if (!is(status, SUSPENDED)) {
                    status.setStartTime(null);
                    set(SUSPENDED, true, "JobSuspended", "Job suspended");
                }
                return;
            }
            if (is(status, SUSPENDED)) {
                set(SUSPENDED, false, "JobResumed", "Job resumed");
            }
            if (status.getStartTime() == null) {
                status.setStartTime(now.toString());
            }
        }

        private void judge() {
            int limit = Objects.requireNonNullElse(spec.getBackoffLimit(), 6);
            int restarts = active.stream().mapToInt(PodState::restarts).sum();
            boolean inPlace = "OnFailure".equals(spec.getTemplate().getSpec().getRestartPolicy());
            @Nullable Duration late = sinceDeadline();
            if (enough()) {
                set(
                        SUCCESS,
                        true,
                        "CompletionsReached",
                        "Reached expected number of succeeded pods");
            } else if (JobPods.failed(status) > limit
                    || (inPlace && restarts > 0 && restarts >= limit)) {
                set(
                        FAILURE,
                        true,
                        "BackoffLimitExceeded",
                        "Job has reached the specified backoff limit");
            } else if (late != null && !late.isNegative()) {
                set(
                        FAILURE,
                        true,
                        "DeadlineExceeded",
                        "Job was active longer than specified deadline");
            } else if (late != null) {
                lookAfter(late.negated());
            }
        }

        private boolean enough() {
            int succeeded = JobPods.succeeded(status);
            return spec.getCompletions() == null
                    ? succeeded > 0 && active.isEmpty()
                    : succeeded >= spec.getCompletions();
        }

        /// Null where there is none, or it hasn't begun.
        private @Nullable Duration sinceDeadline() {
            Long seconds = spec.getActiveDeadlineSeconds();
            return seconds == null || status.getStartTime() == null
                    ? null
                    : Duration.between(
                            Instant.parse(status.getStartTime()).plusSeconds(seconds), now);
        }

        private void finish() {
            boolean well = is(status, SUCCESS);
            JobCondition why = condition(status, well ? SUCCESS : FAILURE).orElseThrow();
            set(well ? COMPLETE : FAILED, true, why.getReason(), why.getMessage());
            if (well) {
                status.setCompletionTime(now.toString());
            }
        }

        private List<Pod> surplus() {
            int most = wanted();
            return active.size() <= most
                    ? List.of()
                    : active.stream()
                            .sorted(PodState.LEAST_NEEDED)
                            .limit(active.size() - most)
                            .toList();
        }

        private List<Integer> missing() {
            int some = Math.min(wanted() - active.size(), BURST_MAX);
            if (some <= 0) {
                return List.of();
            }
            @Nullable Duration wait = JobPods.backOff(pods, now);
            if (wait != null) {
                lookAfter(wait);
                return List.of();
            }
            List<Integer> create = new ArrayList<>();
            NavigableSet<Integer> taken = JobPods.completed(status);
            active.forEach(pod -> taken.add(JobPods.index(pod)));
            int completions = Objects.requireNonNullElse(spec.getCompletions(), 0);
            for (int i = 0; indexed && i < completions && create.size() < some; i++) {
                if (!taken.contains(i)) {
                    create.add(i);
                }
            }
            while (!indexed && create.size() < some) {
                create.add(-1);
            }
            return create;
        }

        private int wanted() {
            int parallel = Objects.requireNonNullElse(spec.getParallelism(), 1);
            int succeeded = JobPods.succeeded(status);
            if (spec.getCompletions() == null) {
                return succeeded > 0 ? active.size() : parallel;
            }
            return Math.min(parallel, spec.getCompletions() - succeeded);
        }

        private void say() {
            status.setActive(PodState.orNull(active.size()));
            status.setReady(PodState.count(active, PodState::ready));
            status.setTerminating(
                    PodState.count(pods, pod -> pod.isMarkedForDeletion() && !PodState.over(pod)));
        }

        private void lookAfter(Duration time) {
            again = again == null || time.compareTo(again) < 0 ? time : again;
        }

        private void set(String type, boolean yes, String reason, String message) {
            List<JobCondition> all = new ArrayList<>(status.getConditions());
            all.removeIf(one -> one.getType().equals(type));
            all.add(
                    new JobConditionBuilder()
                            .withType(type)
                            .withStatus(yes ? "True" : "False")
                            .withReason(reason)
                            .withMessage(message)
                            .withLastProbeTime(now.toString())
                            .withLastTransitionTime(now.toString())
                            .build());
            status.setConditions(all);
        }
    }
}
