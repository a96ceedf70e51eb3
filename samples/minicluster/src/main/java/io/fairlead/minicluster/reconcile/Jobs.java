package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
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
final class Jobs extends Control {

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

    Jobs(KubernetesClient client, InstantSource clock) {
        super(client, clock, "job");
    }

    @Override
    void look(String key) {
        int slash = key.indexOf('/');
        String namespace = key.substring(0, slash);
        String name = key.substring(slash + 1);
        @Nullable Job job = Owners.at(client.batch().v1().jobs(), key);
        if (job == null || job.isMarkedForDeletion()) {
            // Nobody counts them any more.
            client.pods().inNamespace(namespace).list().getItems().stream()
                    .filter(JobPods::tracked)
                    .filter(pod -> of(pod, name, job))
                    .forEach(this::release);
            return;
        }
        List<Pod> owned =
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
            owned.stream().filter(JobPods::tracked).forEach(this::release);
            expire(job);
            return;
        }
        step(job, owned, JobStep.of(job, owned, clock.instant()));
    }

    private static boolean of(Pod pod, String name, @Nullable Job job) {
        return job == null
                ? Owners.controller(pod)
                        .filter(owner -> owner.getKind().equals("Job"))
                        .filter(owner -> owner.getName().equals(name))
                        .isPresent()
                : Owners.controls(job, pod);
    }

    private void step(Job job, List<Pod> owned, JobStep step) {
        if (!step.status().equals(job.getStatus())) {
            Job said = new JobBuilder(job).withStatus(step.status()).build();
            Job _ = client.resource(said).updateStatus();
            report(job, step.status());
        }
        JobPods.counted(step.status(), owned).forEach(this::release);
        for (Pod pod : step.delete()) {
            if (!JobStep.is(step.status(), JobStep.FAILURE)) {
                // It isn't to blame, and doesn't count.
                release(pod);
            }
            pods.delete(job, pod);
        }
        step.create().forEach(index -> pods.create(job, pod(job, index)));
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

    private static Pod pod(Job job, int index) {
        PodBuilder pod =
                PodControl.from(job, job.getSpec().getTemplate())
                        .editMetadata()
                        .withFinalizers(JobPods.TRACKING)
                        .endMetadata();
        if (index < 0) {
            return pod.build();
        }
        String number = Integer.toString(index);
        String name = job.getMetadata().getName() + "-" + number;
        Pod made =
                pod.editMetadata()
                        .withGenerateName(name + "-")
                        .addToLabels(JobPods.INDEX, number)
                        .addToAnnotations(JobPods.INDEX, number)
                        .endMetadata()
                        .build();
        if (made.getSpec().getHostname() == null) {
            made.getSpec().setHostname(name);
        }
        made.getSpec()
                .getContainers()
                .forEach(one ->
                        one.setEnv(
                                Stream.concat(one.getEnv().stream(), Stream.of(INDEX)).toList()));
        return made;
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
}
