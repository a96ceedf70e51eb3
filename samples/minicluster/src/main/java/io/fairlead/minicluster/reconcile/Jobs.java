package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs pods of Jobs until enough of them have ended well, as {@link JobStep} says.
final class Jobs implements AutoCloseable {

    private static final int GONE = 404;
    private static final EnvVar INDEX =
            new EnvVarBuilder()
                    .withName("JOB_COMPLETION_INDEX")
                    .withNewValueFrom()
                    .withNewFieldRef()
                    .withFieldPath("metadata.annotations['" + JobPods.INDEX + "']")
                    .endFieldRef()
                    .endValueFrom()
                    .build();

    private final KubernetesClient client;
    private final Recorder events;
    private final InstantSource clock;
    final Queue queue = new Queue("jobs", this::look);

    Jobs(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.events = new Recorder(client, "job-controller", clock);
        this.clock = clock;
    }

    /// A pod has come, changed or gone: its Job has to look.
    void pod(Pod pod) {
        Owners.controller(pod)
                .filter(owner -> owner.getKind().equals("Job"))
                .ifPresent(owner ->
                        queue.add(pod.getMetadata().getNamespace() + "/" + owner.getName()));
    }

    private void look(String key) {
        int slash = key.indexOf('/');
        String namespace = key.substring(0, slash);
        String name = key.substring(slash + 1);
        @Nullable Job job = client.batch().v1().jobs().inNamespace(namespace).withName(name).get();
        if (job == null || job.isMarkedForDeletion()) {
            // Nobody counts them any more.
            client.pods().inNamespace(namespace).list().getItems().stream()
                    .filter(JobPods::tracked)
                    .filter(pod -> of(pod, name, job))
                    .forEach(this::release);
            return;
        }
        List<Pod> pods =
                client
                        .pods()
                        .inNamespace(namespace)
                        .withLabelSelector(job.getSpec().getSelector())
                        .list()
                        .getItems()
                        .stream()
                        .filter(pod -> Owners.controls(job, pod))
                        .toList();
        if (JobStep.finished(job.getStatus())) {
            pods.stream().filter(JobPods::tracked).forEach(this::release);
            expire(job);
            return;
        }
        step(job, pods, JobStep.of(job, pods, clock.instant()));
    }

    private static boolean of(Pod pod, String name, @Nullable Job job) {
        return job == null
                ? Owners.controller(pod)
                        .filter(owner -> owner.getKind().equals("Job"))
                        .filter(owner -> owner.getName().equals(name))
                        .isPresent()
                : Owners.controls(job, pod);
    }

    private void step(Job job, List<Pod> pods, JobStep step) {
        if (!step.status().equals(job.getStatus())) {
            Job said = new JobBuilder(job).withStatus(step.status()).build();
            Job _ = client.resource(said).updateStatus();
            report(job, step.status());
        }
        JobPods.counted(step.status(), pods).forEach(this::release);
        for (Pod pod : step.delete()) {
            if (!JobStep.is(step.status(), JobStep.FAILURE)) {
                // It isn't to blame, and doesn't count.
                release(pod);
            }
            List<StatusDetails> gone = client.resource(pod).delete();
            if (!gone.isEmpty()) {
                events.normal(
                        job, "SuccessfulDelete", "Deleted pod: " + pod.getMetadata().getName());
            }
        }
        step.create().forEach(index -> create(job, index));
        if (step.again() != null) {
            queue.again(Owners.key(job), step.again());
        }
        if (JobPods.uncounted(step.status()) > 0) {
            // Their release may be no news.
            queue.add(Owners.key(job), Duration.ofMillis(50));
        }
    }

    private void report(Job job, JobStatus next) {
        for (JobCondition condition : next.getConditions()) {
            boolean yes = condition.getStatus().equals("True");
            if (JobStep.is(job.getStatus(), condition.getType()) == yes) {
                continue;
            }
            switch (condition.getType()) {
                case JobStep.COMPLETE -> events.normal(job, "Completed", "Job completed");
                case JobStep.FAILED ->
                        events.warning(job, condition.getReason(), condition.getMessage());
                case JobStep.SUSPENDED ->
                        events.normal(job, yes ? "Suspended" : "Resumed", condition.getMessage());
                default -> {}
            }
        }
    }

    private void release(Pod pod) {
        try {
            Pod _ =
                    client.resource(pod)
                            .edit(one ->
                                    new PodBuilder(one)
                                            .editMetadata()
                                            .removeFromFinalizers(JobPods.TRACKING)
                                            .endMetadata()
                                            .build());
        } catch (KubernetesClientException refused) {
            if (refused.getCode() != GONE) {
                throw refused;
            }
        }
    }

    private void create(Job job, int index) {
        PodTemplateSpec template = job.getSpec().getTemplate();
        String prefix = job.getMetadata().getName() + "-" + (index < 0 ? "" : index + "-");
        PodBuilder pod =
                new PodBuilder()
                        .withNewMetadata()
                        .withGenerateName(prefix)
                        .withNamespace(job.getMetadata().getNamespace())
                        .withLabels(template.getMetadata().getLabels())
                        .withAnnotations(template.getMetadata().getAnnotations())
                        .withFinalizers(JobPods.TRACKING)
                        .withOwnerReferences(Owners.reference(job))
                        .endMetadata()
                        .withSpec(template.getSpec());
        if (index >= 0) {
            String number = Integer.toString(index);
            pod.editMetadata()
                    .addToLabels(JobPods.INDEX, number)
                    .addToAnnotations(JobPods.INDEX, number)
                    .endMetadata();
        }
        Pod made = pod.build();
        if (index >= 0) {
            if (made.getSpec().getHostname() == null) {
                made.getSpec().setHostname(job.getMetadata().getName() + "-" + index);
            }
            made.getSpec()
                    .getContainers()
                    .forEach(one ->
                            one.setEnv(
                                    Stream.concat(one.getEnv().stream(), Stream.of(INDEX))
                                            .toList()));
        }
        try {
            String name = client.resource(made).create().getMetadata().getName();
            events.normal(job, "SuccessfulCreate", "Created pod: " + name);
        } catch (KubernetesClientException refused) {
            events.warning(job, "FailedCreate", "Error creating: " + refused.getMessage());
            throw refused;
        }
    }

    /// A Job that is over goes when its time is over, where it has one.
    private void expire(Job job) {
        Integer seconds = job.getSpec().getTtlSecondsAfterFinished();
        if (seconds == null) {
            return;
        }
        Optional<JobCondition> end =
                Stream.of(JobStep.COMPLETE, JobStep.FAILED)
                        .map(type -> JobStep.condition(job.getStatus(), type))
                        .flatMap(Optional::stream)
                        .findFirst();
        Instant until =
                Instant.parse(Objects.requireNonNull(end.orElseThrow().getLastTransitionTime()))
                        .plusSeconds(seconds);
        Duration left = Duration.between(clock.instant(), until);
        if (left.isPositive()) {
            queue.again(Owners.key(job), left);
        } else {
            List<StatusDetails> _ = client.resource(job).delete();
        }
    }

    @Override
    public void close() {
        queue.close();
        events.close();
    }
}
