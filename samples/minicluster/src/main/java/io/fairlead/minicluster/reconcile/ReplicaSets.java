package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps as many pods of a template as are asked for. It reads pods from the server each time, since its own writes may
/// not have come back by a watch yet.
final class ReplicaSets implements AutoCloseable {

    private static final int BURST_MAX = 100;

    private final KubernetesClient client;
    private final Recorder events;
    private final InstantSource clock;
    final Queue queue = new Queue("replicasets", this::look);

    ReplicaSets(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.events = new Recorder(client, "replicaset-controller", clock);
        this.clock = clock;
    }

    /// A pod has come, changed or gone: its ReplicaSet has to look.
    void pod(Pod pod) {
        Owners.controller(pod)
                .filter(owner -> owner.getKind().equals("ReplicaSet"))
                .ifPresent(owner ->
                        queue.add(pod.getMetadata().getNamespace() + "/" + owner.getName()));
    }

    private void look(String key) {
        int slash = key.indexOf('/');
        String namespace = key.substring(0, slash);
        @Nullable ReplicaSet set =
                client.apps()
                        .replicaSets()
                        .inNamespace(namespace)
                        .withName(key.substring(slash + 1))
                        .get();
        if (set == null) {
            return;
        }
        List<Pod> pods =
                client
                        .pods()
                        .inNamespace(namespace)
                        .withLabelSelector(set.getSpec().getSelector())
                        .list()
                        .getItems()
                        .stream()
                        .filter(PodState::active)
                        .map(pod ->
                                set.isMarkedForDeletion() ? pod : Owners.adopt(client, set, pod))
                        .filter(pod -> Owners.controls(set, pod))
                        .toList();
        // What it says comes first: what it does is news that lead here again.
        say(set, pods);
        if (!set.isMarkedForDeletion()) {
            act(set, pods);
        }
    }

    private void act(ReplicaSet set, List<Pod> pods) {
        int missing = replicas(set) - pods.size();
        for (int i = 0; i < Math.min(missing, BURST_MAX); i++) {
            create(set);
        }
        if (missing < 0) {
            pods.stream()
                    .sorted(PodState.LEAST_NEEDED)
                    .limit(-missing)
                    .forEach(pod -> delete(set, pod));
        }
    }

    private void create(ReplicaSet set) {
        PodTemplateSpec template = set.getSpec().getTemplate();
        Pod pod =
                new PodBuilder()
                        .withNewMetadata()
                        .withGenerateName(set.getMetadata().getName() + "-")
                        .withNamespace(set.getMetadata().getNamespace())
                        .withLabels(template.getMetadata().getLabels())
                        .withAnnotations(template.getMetadata().getAnnotations())
                        .withFinalizers(template.getMetadata().getFinalizers())
                        .withOwnerReferences(Owners.reference(set))
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build();
        try {
            String name = client.resource(pod).create().getMetadata().getName();
            events.normal(set, "SuccessfulCreate", "Created pod: " + name);
        } catch (KubernetesClientException refused) {
            events.warning(set, "FailedCreate", "Error creating: " + refused.getMessage());
            throw refused;
        }
    }

    private void delete(ReplicaSet set, Pod pod) {
        List<StatusDetails> gone = client.resource(pod).delete();
        if (!gone.isEmpty()) {
            events.normal(set, "SuccessfulDelete", "Deleted pod: " + pod.getMetadata().getName());
        }
    }

    private void say(ReplicaSet set, List<Pod> pods) {
        Instant now = clock.instant();
        int minReady = Objects.requireNonNullElse(set.getSpec().getMinReadySeconds(), 0);
        List<Duration> waits =
                pods.stream()
                        .map(pod -> PodState.untilAvailable(pod, minReady, now))
                        .flatMap(Optional::stream)
                        .toList();
        waits.stream()
                .filter(Duration::isPositive)
                .min(Duration::compareTo)
                .ifPresent(wait -> queue.again(Owners.key(set), wait));
        ReplicaSetStatus next =
                new ReplicaSetStatusBuilder()
                        .withReplicas(pods.size())
                        .withFullyLabeledReplicas(orNull(pods.size()))
                        .withReadyReplicas(orNull(waits.size()))
                        .withAvailableReplicas(
                                orNull((int) waits.stream().filter(Duration::isZero).count()))
                        .withObservedGeneration(set.getMetadata().getGeneration())
                        .build();
        if (!next.equals(set.getStatus())) {
            ReplicaSet said = new ReplicaSetBuilder(set).withStatus(next).build();
            ReplicaSet _ = client.resource(said).updateStatus();
        }
    }

    /// Kubernetes leaves a count of none out.
    private static @Nullable Integer orNull(int count) {
        return count == 0 ? null : count;
    }

    private static int replicas(ReplicaSet set) {
        return Objects.requireNonNullElse(set.getSpec().getReplicas(), 1);
    }

    @Override
    public void close() {
        queue.close();
        events.close();
    }
}
