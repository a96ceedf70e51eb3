package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes the Jobs of CronJobs when it is time, as [CronStep] says.
final class CronJobs extends Control {

    private static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";
    private static final int EXISTS = 409;

    CronJobs(KubernetesClient client, InstantSource clock) {
        super(client, clock, "cronjob");
    }

    @Override
    void look(String key) {
        @Nullable CronJob cron = Owners.at(client.batch().v1().cronjobs(), key);
        if (cron == null || cron.isMarkedForDeletion()) {
            return;
        }
        List<Job> jobs =
                client
                        .batch()
                        .v1()
                        .jobs()
                        .inNamespace(cron.getMetadata().getNamespace())
                        .list()
                        .getItems()
                        .stream()
                        .filter(job -> Owners.controls(cron, job))
                        .toList();
        Instant now = clock.instant();
        CronStep step = CronStep.decide(cron, jobs, now);
        step.forgotten().forEach(this::delete);
        step.stopped().forEach(this::delete);
        if (!step.missed().isEmpty()) {
            events.warning(cron, "MissSchedule", step.missed());
        }
        @Nullable Instant run = step.run();
        @Nullable Job made = run == null ? null : start(cron, run);
        say(cron, jobs.stream().filter(job -> !step.stopped().contains(job)).toList(), made, run);
        if (step.next() != null) {
            queue.again(key, Duration.between(now, step.next()));
        }
    }

    private Job start(CronJob cron, Instant time) {
        JobTemplateSpec template = cron.getSpec().getJobTemplate();
        Job job =
                new JobBuilder()
                        .withNewMetadataLike(template.getMetadata())
                        .withName(
                                "%s-%d"
                                        .formatted(
                                                cron.getMetadata().getName(),
                                                time.getEpochSecond() / 60))
                        .withNamespace(cron.getMetadata().getNamespace())
                        .addToAnnotations(SCHEDULED, time.toString())
                        .withOwnerReferences(Owners.reference(cron))
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build();
        try {
            Job made = client.resource(job).create();
            events.normal(cron, "SuccessfulCreate", "Created job " + made.getMetadata().getName());
            return made;
        } catch (KubernetesClientException refused) {
            if (refused.getCode() == EXISTS) {
                // Made before, when what was to be said of it got lost.
                return client.resource(job).get();
            }
            events.warning(cron, "FailedCreate", "Error creating job: " + refused.getMessage());
            throw refused;
        }
    }

    private void delete(Job job) {
        List<StatusDetails> _ =
                client.resource(job).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
    }

    private void say(CronJob cron, List<Job> jobs, @Nullable Job made, @Nullable Instant run) {
        List<ObjectReference> active =
                Stream.concat(
                                CronStep.active(jobs).stream().filter(job -> !job.equals(made)),
                                Stream.ofNullable(made))
                        .map(CronJobs::reference)
                        .toList();
        CronJobStatus before = cron.getStatus() == null ? new CronJobStatus() : cron.getStatus();
        CronJobStatusBuilder next = new CronJobStatusBuilder(before).withActive(active);
        if (run != null) {
            next.withLastScheduleTime(run.toString());
        }
        jobs.stream()
                .filter(JobStep::succeeded)
                .map(job -> job.getStatus().getCompletionTime())
                .filter(Objects::nonNull)
                .max(String::compareTo)
                .ifPresent(next::withLastSuccessfulTime);
        CronJobStatus said = next.build();
        if (!said.equals(before)) {
            CronJob _ =
                    client.resource(new CronJobBuilder(cron).withStatus(said).build())
                            .updateStatus();
        }
    }

    private static ObjectReference reference(Job job) {
        return new ObjectReferenceBuilder()
                .withApiVersion(job.getApiVersion())
                .withKind(job.getKind())
                .withNamespace(job.getMetadata().getNamespace())
                .withName(job.getMetadata().getName())
                .withUid(job.getMetadata().getUid())
                .withResourceVersion(job.getMetadata().getResourceVersion())
                .build();
    }
}
