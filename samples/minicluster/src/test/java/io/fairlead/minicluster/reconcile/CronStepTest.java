package io.fairlead.minicluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CronStepTest {

    private static final Instant HALF_PAST = Instant.parse("2026-01-01T01:30:00Z");

    @Test
    void itWaitsForItsTime() {
        CronStep step =
                CronStep.decide(cron("0 * * * *", "2026-01-01T01:10:00Z"), List.of(), HALF_PAST);
        assertThat(step.run()).isNull();
        assertThat(step.next()).isEqualTo(Instant.parse("2026-01-01T02:00:00Z"));
    }

    @Test
    void ofSeveralMissedTimesOnlyTheLastCounts() {
        CronStep step =
                CronStep.decide(cron("*/10 * * * *", "2026-01-01T00:00:00Z"), List.of(), HALF_PAST);
        assertThat(step.run()).isEqualTo(HALF_PAST);
        assertThat(step.missed()).isEmpty();
    }

    @Test
    void aTimeCountsOnce() {
        CronJob cron =
                new CronJobBuilder(cron("*/10 * * * *", "2026-01-01T00:00:00Z"))
                        .withNewStatus()
                        .withLastScheduleTime("2026-01-01T01:30:00Z")
                        .endStatus()
                        .build();
        assertThat(CronStep.decide(cron, List.of(), HALF_PAST.plusSeconds(30)).run()).isNull();
    }

    @Test
    void nothingIsDoneWhileItIsSuspendedOrTooLate() {
        CronJob cron = cron("0 * * * *", "2026-01-01T00:00:00Z");
        cron.getSpec().setStartingDeadlineSeconds(600L);
        CronStep late = CronStep.decide(cron, List.of(), HALF_PAST);
        assertThat(late.run()).isNull();
        assertThat(late.missed()).contains("2026-01-01T01:00:00Z");
        cron.getSpec().setStartingDeadlineSeconds(1800L);
        assertThat(CronStep.decide(cron, List.of(), HALF_PAST).run())
                .isEqualTo(Instant.parse("2026-01-01T01:00:00Z"));
        cron.getSpec().setSuspend(true);
        assertThat(CronStep.decide(cron, List.of(), HALF_PAST))
                .isEqualTo(new CronStep(null, List.of(), List.of(), "", null));
    }

    @Test
    void aJobThatStillRunsIsLeftAloneForbidsTheNextOrMakesWay() {
        CronJob cron = cron("0 * * * *", "2026-01-01T00:00:00Z");
        Job runs = job("a", "2026-01-01T00:00:00Z", "");
        assertThat(CronStep.decide(cron, List.of(runs), HALF_PAST).run()).isNotNull();
        cron.getSpec().setConcurrencyPolicy("Forbid");
        CronStep forbidden = CronStep.decide(cron, List.of(runs), HALF_PAST);
        assertThat(forbidden.run()).isNull();
        assertThat(forbidden.missed()).contains("Forbid");
        cron.getSpec().setConcurrencyPolicy("Replace");
        CronStep replaced = CronStep.decide(cron, List.of(runs), HALF_PAST);
        assertThat(replaced.run()).isNotNull();
        assertThat(replaced.stopped()).containsExactly(runs);
    }

    @Test
    void theOldestEndedJobsAreForgotten() {
        Job first = job("a", "2026-01-01T00:00:00Z", "Complete");
        Job second = job("b", "2026-01-01T00:10:00Z", "Complete");
        Job failed = job("c", "2026-01-01T00:20:00Z", "Failed");
        Job failedToo = job("d", "2026-01-01T00:30:00Z", "Failed");
        CronJob cron = cron("0 * * * *", "2026-01-01T01:10:00Z");
        cron.getSpec().setSuccessfulJobsHistoryLimit(1);
        assertThat(
                        CronStep.decide(cron, List.of(failedToo, second, failed, first), HALF_PAST)
                                .forgotten())
                .containsExactly(first, failed);
    }

    private static CronJob cron(String schedule, String made) {
        return new CronJobBuilder()
                .withNewMetadata()
                .withName("c")
                .withCreationTimestamp(made)
                .endMetadata()
                .withNewSpec()
                .withSchedule(schedule)
                .withConcurrencyPolicy("Allow")
                .endSpec()
                .build();
    }

    private static Job job(String name, String made, String condition) {
        JobBuilder job =
                new JobBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withCreationTimestamp(made)
                        .endMetadata();
        return condition.isEmpty()
                ? job.build()
                : job.withNewStatus()
                        .addNewCondition()
                        .withType(condition)
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build();
    }
}
