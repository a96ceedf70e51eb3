package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Keeps as many pods of a template as are asked for. It reads pods from the server each time, since its own writes may
/// not have come back by a watch yet.
final class ReplicaSets extends Control {

    private static final int BURST_MAX = 100;

    ReplicaSets(KubernetesClient client, InstantSource clock) {
        super(client, clock, "replicaset");
    }

    @Override
    void look(String key) {
        @Nullable ReplicaSet set = Owners.at(client.apps().replicaSets(), key);
        if (set == null) {
            return;
        }
        List<Pod> active =
                Owners.owned(
                        client, set, client.pods(), set.getSpec().getSelector(), PodState::active);
        // What it says comes first: what it does is news that lead here again.
        say(set, active);
        if (!set.isMarkedForDeletion()) {
            act(set, active);
        }
    }

    private void act(ReplicaSet set, List<Pod> active) {
        int missing = Objects.requireNonNullElse(set.getSpec().getReplicas(), 1) - active.size();
        Pod pod = PodControl.from(set, set.getSpec().getTemplate()).build();
        for (int i = 0; i < Math.min(missing, BURST_MAX); i++) {
            pods.create(set, pod);
        }
        active.stream()
                .sorted(PodState.LEAST_NEEDED)
                .limit(Math.max(0, -missing))
                .forEach(one -> pods.delete(set, one));
    }

    private void say(ReplicaSet set, List<Pod> active) {
        Instant now = clock.instant();
        int minReady = Objects.requireNonNullElse(set.getSpec().getMinReadySeconds(), 0);
        PodState.untilNextAvailable(active, minReady, now)
                .ifPresent(wait -> queue.again(Owners.key(set), wait));
        int available = PodState.count(active, pod -> PodState.available(pod, minReady, now));
        ReplicaSetStatus next =
                new ReplicaSetStatusBuilder()
                        .withReplicas(active.size())
                        .withFullyLabeledReplicas(PodState.orNull(active.size()))
                        .withReadyReplicas(PodState.orNull(PodState.count(active, PodState::ready)))
                        .withAvailableReplicas(PodState.orNull(available))
                        .withObservedGeneration(set.getMetadata().getGeneration())
                        .build();
        if (!next.equals(set.getStatus())) {
            ReplicaSet said = new ReplicaSetBuilder(set).withStatus(next).build();
            ReplicaSet _ = client.resource(said).updateStatus();
        }
    }
}
