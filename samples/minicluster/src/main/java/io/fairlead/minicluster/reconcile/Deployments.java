package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Leads each Deployment from the ReplicaSets that it has to the one of its template: [Revisions] says which that is,
/// [Rolling] how far to go now, [DeploymentState] what to say of it.
final class Deployments extends Control {

    private static final int EXISTS = 409;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(300);

    Deployments(KubernetesClient client, InstantSource clock) {
        super(client, clock, "deployment");
    }

    @Override
    void look(String key) {
        @Nullable Deployment deployment = Owners.at(client.apps().deployments(), key);
        if (deployment == null || deployment.isMarkedForDeletion()) {
            return;
        }
        List<ReplicaSet> all =
                Owners.owned(
                                client,
                                deployment,
                                client.apps().replicaSets(),
                                deployment.getSpec().getSelector(),
                                set -> !set.isMarkedForDeletion())
                        .stream()
                        .sorted(Revisions.oldestFirst())
                        .toList();
        Optional<ReplicaSet> current = Revisions.current(deployment, all);
        if (Boolean.TRUE.equals(deployment.getSpec().getPaused())) {
            resize(deployment, current.orElse(null), all);
        } else {
            List<ReplicaSet> old = new ArrayList<>(all);
            current.ifPresent(old::remove);
            current = Optional.of(current(deployment, current.orElse(null), old));
            act(deployment, current.get(), old);
            Revisions.forgotten(deployment, old)
                    .forEach(set -> {
                        List<StatusDetails> _ = client.resource(set).delete();
                    });
        }
        say(deployment, current.orElse(null), all);
    }

    /// While it is paused it grows and shrinks where that needs no choice between templates, and nothing rolls.
    private void resize(Deployment deployment, @Nullable ReplicaSet current, List<ReplicaSet> all) {
        List<ReplicaSet> active = all.stream().filter(set -> size(set).wanted() > 0).toList();
        if (active.size() == 1) {
            act(deployment, active.getFirst(), List.of());
        } else if (active.isEmpty() && current != null) {
            act(deployment, current, List.of());
        }
    }

    /// The ReplicaSet of the template, made where there is none, with its number.
    private ReplicaSet current(
            Deployment deployment, @Nullable ReplicaSet there, List<ReplicaSet> old) {
        long number = Revisions.next(old);
        ReplicaSet current = there == null ? create(deployment, number) : there;
        if (Revisions.number(current) < number) {
            current =
                    client.resource(current)
                            .edit(one ->
                                    new ReplicaSetBuilder(one)
                                            .editMetadata()
                                            .addToAnnotations(
                                                    Revisions.annotations(deployment, number))
                                            .endMetadata()
                                            .build());
        }
        if (Revisions.number(deployment) != Revisions.number(current)) {
            String text = Long.toString(Revisions.number(current));
            Deployment _ =
                    there(deployment)
                            .edit(one ->
                                    new DeploymentBuilder(one)
                                            .editMetadata()
                                            .addToAnnotations(Revisions.REVISION, text)
                                            .endMetadata()
                                            .build());
        }
        return current;
    }

    private ReplicaSet create(Deployment deployment, long number) {
        String template =
                client.getKubernetesSerialization().asJson(deployment.getSpec().getTemplate());
        try {
            return client.resource(Revisions.make(deployment, template, number)).create();
        } catch (KubernetesClientException refused) {
            if (refused.getCode() == EXISTS) {
                // Another template of the same hash, or somebody else's: the next name is another.
                Deployment _ =
                        there(deployment)
                                .editStatus(one -> {
                                    DeploymentStatus status =
                                            Objects.requireNonNullElseGet(
                                                    one.getStatus(), DeploymentStatus::new);
                                    status.setCollisionCount(
                                            Objects.requireNonNullElse(
                                                            status.getCollisionCount(), 0)
                                                    + 1);
                                    one.setStatus(status);
                                    return one;
                                });
            }
            throw refused;
        }
    }

    private void act(Deployment deployment, ReplicaSet current, List<ReplicaSet> old) {
        Rolling.Bounds bounds = Rolling.Bounds.of(deployment.getSpec());
        boolean recreate =
                deployment.getSpec().getStrategy() != null
                        && "Recreate".equals(deployment.getSpec().getStrategy().getType());
        Map<String, Integer> step =
                recreate
                        ? recreate(deployment, current, old)
                        : Rolling.step(
                                bounds,
                                size(current),
                                old.stream().map(Deployments::size).toList());
        List<ReplicaSet> all = new ArrayList<>(old);
        all.add(current);
        for (ReplicaSet set : all) {
            @Nullable Integer next = step.get(set.getMetadata().getName());
            if (next != null) {
                scale(deployment, set, next);
            }
        }
    }

    /// First all old pods have to be gone, with those that are ending.
    private Map<String, Integer> recreate(
            Deployment deployment, ReplicaSet current, List<ReplicaSet> old) {
        Map<String, Integer> step = new LinkedHashMap<>();
        old.stream()
                .filter(set -> size(set).wanted() > 0)
                .forEach(set -> step.put(set.getMetadata().getName(), 0));
        boolean gone =
                client
                        .pods()
                        .inNamespace(deployment.getMetadata().getNamespace())
                        .withLabelSelector(deployment.getSpec().getSelector())
                        .list()
                        .getItems()
                        .stream()
                        .filter(pod -> !PodState.over(pod))
                        .noneMatch(pod -> old.stream().anyMatch(set -> Owners.controls(set, pod)));
        int replicas = Rolling.Bounds.of(deployment.getSpec()).replicas();
        if (!gone) {
            // What ends counts no more, so that its last moment is no news of a ReplicaSet.
            queue.again(Owners.key(deployment), LOOK_AGAIN);
        } else if (size(current).wanted() != replicas) {
            step.put(current.getMetadata().getName(), replicas);
        }
        return step;
    }

    private void scale(Deployment deployment, ReplicaSet set, int replicas) {
        int before = size(set).wanted();
        ReplicaSet _ =
                client.resource(set)
                        .edit(one ->
                                new ReplicaSetBuilder(one)
                                        .editSpec()
                                        .withReplicas(replicas)
                                        .endSpec()
                                        .build());
        events.normal(
                deployment,
                "ScalingReplicaSet",
                "Scaled %s replica set %s from %d to %d"
                        .formatted(
                                replicas > before ? "up" : "down",
                                set.getMetadata().getName(),
                                before,
                                replicas));
    }

    private void say(Deployment deployment, @Nullable ReplicaSet current, List<ReplicaSet> all) {
        List<ReplicaSet> known = new ArrayList<>(all);
        if (current != null
                && all.stream()
                        .noneMatch(set ->
                                set.getMetadata()
                                        .getUid()
                                        .equals(current.getMetadata().getUid()))) {
            known.add(current);
        }
        DeploymentState state =
                new DeploymentState(
                        deployment,
                        current,
                        known,
                        clock.instant().truncatedTo(ChronoUnit.SECONDS));
        DeploymentStatus status = state.status();
        if (!status.equals(deployment.getStatus())) {
            Deployment _ =
                    there(deployment)
                            .editStatus(
                                    one -> new DeploymentBuilder(one).withStatus(status).build());
        }
        state.deadline().ifPresent(wait -> queue.again(Owners.key(deployment), wait));
    }

    /// As it is now, which a change begins with.
    private Resource<Deployment> there(Deployment deployment) {
        return client.apps()
                .deployments()
                .inNamespace(deployment.getMetadata().getNamespace())
                .withName(deployment.getMetadata().getName());
    }

    private static Rolling.Size size(ReplicaSet set) {
        return new Rolling.Size(
                set.getMetadata().getName(),
                Objects.requireNonNullElse(set.getSpec().getReplicas(), 0),
                set.getStatus() == null
                        ? 0
                        : Objects.requireNonNullElse(set.getStatus().getAvailableReplicas(), 0));
    }
}
