package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fairlead.minicluster.clock.CronSchedule;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a CronJob does next. Pure.
///
/// @param run the time for which a Job is to be made; null for none
/// @param stopped Jobs that the next one takes the place of
/// @param forgotten ended Jobs beyond those that are kept
/// @param missed why no Job is made though it would be time; empty where there is nothing to say
/// @param next when it is time again; null for never
record CronStep(
        @Nullable Instant run,
        List<Job> stopped,
        List<Job> forgotten,
        String missed,
        @Nullable Instant next) {

    private static final Comparator<Job> OLDEST_FIRST =
            Comparator.comparing((Job job) -> job.getMetadata().getCreationTimestamp())
                    .thenComparing(job -> job.getMetadata().getName());

    /// @param jobs its own
    static CronStep decide(CronJob cron, List<Job> jobs, Instant now) {
        CronJobSpec spec = cron.getSpec();
        List<Job> forgotten = new ArrayList<>();
        forgotten.addAll(beyond(jobs, JobStep::succeeded, spec.getSuccessfulJobsHistoryLimit(), 3));
        forgotten.addAll(beyond(jobs, JobStep::failed, spec.getFailedJobsHistoryLimit(), 1));
        if (Boolean.TRUE.equals(spec.getSuspend())) {
            return new CronStep(null, List.of(), forgotten, "", null);
        }
        CronSchedule schedule = CronSchedule.parse(spec.getSchedule());
        ZonedDateTime here = now.atZone(zone(spec));
        @Nullable Instant next = schedule.next(here).map(ZonedDateTime::toInstant).orElse(null);
        Optional<Instant> due =
                schedule.last(last(cron).atZone(zone(spec)), here).map(ZonedDateTime::toInstant);
        if (due.isEmpty()) {
            return new CronStep(null, List.of(), forgotten, "", next);
        }
        @Nullable Long patience = spec.getStartingDeadlineSeconds();
        if (patience != null && due.get().plusSeconds(patience).isBefore(now)) {
            return new CronStep(
                    null,
                    List.of(),
                    forgotten,
                    "Missed scheduled time to start a job: " + due.get(),
                    next);
        }
        List<Job> active = active(jobs);
        return switch (active.isEmpty() ? "Allow" : spec.getConcurrencyPolicy()) {
            case "Forbid" ->
                    new CronStep(
                            null,
                            List.of(),
                            forgotten,
                            "Not starting job because prior execution is running and concurrency"
                                    + " policy is Forbid",
                            next);
            case "Replace" -> new CronStep(due.get(), active, forgotten, "", next);
            default -> new CronStep(due.get(), List.of(), forgotten, "", next);
        };
    }

    static List<Job> active(List<Job> jobs) {
        return jobs.stream().filter(job -> !JobStep.finished(job.getStatus())).toList();
    }

    private static Instant last(CronJob cron) {
        @Nullable String last =
                cron.getStatus() == null ? null : cron.getStatus().getLastScheduleTime();
        return Instant.parse(
                Objects.requireNonNullElse(last, cron.getMetadata().getCreationTimestamp()));
    }

    private static ZoneId zone(CronJobSpec spec) {
        return ZoneId.of(Objects.requireNonNullElse(spec.getTimeZone(), "UTC"));
    }

    private static List<Job> beyond(
            List<Job> jobs, Predicate<Job> ended, @Nullable Integer limit, int standard) {
        List<Job> all = jobs.stream().filter(ended).sorted(OLDEST_FIRST).toList();
        int kept = Objects.requireNonNullElse(limit, standard);
        return all.subList(0, Math.max(0, all.size() - kept));
    }
}
