package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a Deployment says of itself. Pure.
///
/// @param current made of the template that is wanted now; null where there is none yet
/// @param all with the current one
record DeploymentState(
        Deployment deployment, @Nullable ReplicaSet current, List<ReplicaSet> all, Instant now) {

    private static final String PROGRESSING = "Progressing";
    private static final String AVAILABLE = "Available";
    private static final String TOO_LATE = "ProgressDeadlineExceeded";
    private static final String THROUGH = "NewReplicaSetAvailable";

    private record Say(String type, boolean yes, String reason, String message) {}

    /// The status that it should have.
    DeploymentStatus status() {
        int replicas = sum(set -> set.getStatus().getReplicas());
        int available = sum(set -> set.getStatus().getAvailableReplicas());
        int updated =
                current == null || current.getStatus() == null
                        ? 0
                        : orZero(current.getStatus().getReplicas());
        return new DeploymentStatusBuilder()
                .withObservedGeneration(deployment.getMetadata().getGeneration())
                .withReplicas(orNull(replicas))
                .withUpdatedReplicas(orNull(updated))
                .withReadyReplicas(orNull(sum(set -> set.getStatus().getReadyReplicas())))
                .withAvailableReplicas(orNull(available))
                .withUnavailableReplicas(orNull(Math.max(0, wanted() - available)))
                .withCollisionCount(before().getCollisionCount())
                .withConditions(conditions(replicas, available, updated))
                .build();
    }

    /// How long until it has to be looked at for being late; empty where it isn't under way.
    Optional<Duration> deadline() {
        return condition(PROGRESSING)
                .filter(one ->
                        !one.getReason().equals(THROUGH) && !one.getReason().equals(TOO_LATE))
                .filter(_ -> !paused())
                .map(one ->
                        Duration.between(now, Instant.parse(one.getLastUpdateTime()))
                                .plusSeconds(deadlineSeconds() + 1L));
    }

    private List<DeploymentCondition> conditions(int replicas, int available, int updated) {
        List<DeploymentCondition> next = new ArrayList<>();
        boolean enough = available >= Rolling.Bounds.of(deployment.getSpec()).availableMin();
        next.add(
                put(
                        new Say(
                                AVAILABLE,
                                enough,
                                enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                                enough
                                        ? "Deployment has minimum availability."
                                        : "Deployment does not have minimum availability."),
                        false));
        boolean moved =
                updated > orZero(before().getUpdatedReplicas())
                        || available > orZero(before().getAvailableReplicas())
                        || replicas - updated
                                < orZero(before().getReplicas())
                                        - orZero(before().getUpdatedReplicas());
        boolean through = updated == wanted() && replicas == wanted() && available == wanted();
        next.add(progress(through, moved));
        return next;
    }

    private DeploymentCondition progress(boolean through, boolean moved) {
        String name = current == null ? "" : current.getMetadata().getName();
        Optional<DeploymentCondition> old = condition(PROGRESSING);
        if (paused()) {
            return put(
                    new Say(PROGRESSING, true, "DeploymentPaused", "Deployment is paused"), false);
        }
        if (through && current != null) {
            return put(
                    new Say(
                            PROGRESSING,
                            true,
                            THROUGH,
                            "ReplicaSet \"%s\" has successfully progressed.".formatted(name)),
                    false);
        }
        boolean late =
                old.isPresent()
                        && !moved
                        && old.get().getMessage().contains("\"" + name + "\"")
                        && (old.get().getReason().equals(TOO_LATE)
                                || (!old.get().getReason().equals(THROUGH)
                                        && Instant.parse(old.get().getLastUpdateTime())
                                                .plusSeconds(deadlineSeconds())
                                                .isBefore(now)));
        return late
                ? put(
                        new Say(
                                PROGRESSING,
                                false,
                                TOO_LATE,
                                "ReplicaSet \"%s\" has timed out progressing.".formatted(name)),
                        false)
                : put(
                        new Say(
                                PROGRESSING,
                                true,
                                "ReplicaSetUpdated",
                                "ReplicaSet \"%s\" is progressing.".formatted(name)),
                        moved);
    }

    /// Times stay where nothing changed.
    ///
    /// @param again true where the same is true anew, which counts as news of it
    private DeploymentCondition put(Say say, boolean again) {
        Optional<DeploymentCondition> old = condition(say.type());
        String value = say.yes() ? "True" : "False";
        boolean sameValue = old.isPresent() && old.get().getStatus().equals(value);
        boolean same =
                sameValue
                        && old.get().getReason().equals(say.reason())
                        && old.get().getMessage().equals(say.message());
        String at = now.toString();
        return new DeploymentConditionBuilder()
                .withType(say.type())
                .withStatus(value)
                .withReason(say.reason())
                .withMessage(say.message())
                .withLastTransitionTime(sameValue ? old.get().getLastTransitionTime() : at)
                .withLastUpdateTime(same && !again ? old.get().getLastUpdateTime() : at)
                .build();
    }

    private Optional<DeploymentCondition> condition(String type) {
        return before().getConditions().stream()
                .filter(one -> one.getType().equals(type))
                .findFirst();
    }

    private DeploymentStatus before() {
        return Objects.requireNonNullElseGet(deployment.getStatus(), DeploymentStatus::new);
    }

    private boolean paused() {
        return Boolean.TRUE.equals(deployment.getSpec().getPaused());
    }

    private int wanted() {
        return Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
    }

    private int deadlineSeconds() {
        return Objects.requireNonNullElse(deployment.getSpec().getProgressDeadlineSeconds(), 600);
    }

    private int sum(Function<ReplicaSet, @Nullable Integer> count) {
        return all.stream()
                .filter(set -> set.getStatus() != null)
                .mapToInt(set -> orZero(count.apply(set)))
                .sum();
    }

    private static int orZero(@Nullable Integer count) {
        return count == null ? 0 : count;
    }

    private static @Nullable Integer orNull(int count) {
        return count == 0 ? null : count;
    }
}
