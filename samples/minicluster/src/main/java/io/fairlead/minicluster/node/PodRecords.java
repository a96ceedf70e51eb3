package io.fairlead.minicluster.node;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fairlead.minicluster.kubelet.ContainerState;
import io.fairlead.minicluster.kubelet.ContainerState.Ended;
import io.fairlead.minicluster.kubelet.ContainerState.Running;
import io.fairlead.minicluster.kubelet.ContainerState.Waiting;
import io.fairlead.minicluster.kubelet.PodStatus.Phase;
import io.fairlead.minicluster.schema.Restart;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a pod's status says, from what is known of its processes. Pure.
///
/// @param now to the second
record PodRecords(Pod pod, io.fairlead.minicluster.kubelet.PodStatus known, Instant now) {

    private static final String ID = "fairlead://";

    /// @param ip the pod's address
    /// @param host its node's
    PodStatus status(String ip, String host) {
        String phase = phase();
        boolean done = phase.equals("Succeeded") || phase.equals("Failed");
        boolean initialized = done || initialized();
        boolean wired = known.holder() != 0;
        List<String> unready =
                known.containers().stream()
                        .filter(one -> !one.ready())
                        .map(io.fairlead.minicluster.kubelet.PodStatus.ContainerStatus::name)
                        .toList();
        boolean ready = known.ready() && known.phase() == Phase.RUNNING && !done;
        String why = ready ? "" : done ? "PodCompleted" : "ContainersNotReady";
        String which = ready || done ? "" : "containers with unready status: " + unready;
        List<PodCondition> conditions = new ArrayList<>();
        conditions.add(condition("PodReadyToStartContainers", wired && !done, "", ""));
        conditions.add(
                condition(
                        "Initialized",
                        initialized,
                        initialized ? "" : "ContainersNotInitialized",
                        initialized ? "" : "containers with incomplete status"));
        conditions.add(condition("Ready", ready, why, which));
        conditions.add(condition("ContainersReady", ready, why, which));
        conditions.add(condition("PodScheduled", true, "", ""));
        PodStatus before = Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
        PodStatusBuilder next =
                new PodStatusBuilder()
                        .withQosClass(before.getQosClass())
                        .withPhase(phase)
                        .withConditions(conditions)
                        .withStartTime(
                                Objects.requireNonNullElse(before.getStartTime(), now.toString()))
                        .withHostIP(host)
                        .addNewHostIP(host)
                        .withInitContainerStatuses(
                                known.init().stream().map(this::container).toList())
                        .withContainerStatuses(
                                known.containers().stream().map(this::container).toList());
        return wired || before.getPodIP() != null
                ? next.withPodIP(ip).addNewPodIP(ip).build()
                : next.build();
    }

    private String phase() {
        Restart restart = restart();
        boolean initFailed =
                restart == Restart.NEVER
                        && known.init().stream()
                                .anyMatch(one ->
                                        one.state() instanceof Ended ended
                                                && ended.exitCode() != 0);
        if (initFailed) {
            return "Failed";
        }
        boolean over =
                !known.containers().isEmpty()
                        && known.containers().stream()
                                .allMatch(one ->
                                        one.state() instanceof Ended ended
                                                && !restart.after(ended.exitCode()));
        if (over) {
            boolean well =
                    known.containers().stream()
                            .allMatch(one ->
                                    one.state() instanceof Ended ended && ended.exitCode() == 0);
            return well ? "Succeeded" : "Failed";
        }
        boolean ran =
                known.containers().stream()
                        .anyMatch(one -> !(one.state() instanceof Waiting) || one.last() != null);
        return ran ? "Running" : "Pending";
    }

    private boolean initialized() {
        return known.holder() != 0
                && known.init().stream()
                        .allMatch(one ->
                                one.state() instanceof Running
                                        || (one.state() instanceof Ended ended
                                                && ended.exitCode() == 0))
                && (known.init().isEmpty()
                        || known.containers().stream()
                                .anyMatch(one ->
                                        !(one.state() instanceof Waiting(String reason, _))
                                                || !reason.equals("PodInitializing")));
    }

    private Restart restart() {
        return switch (Objects.requireNonNullElse(pod.getSpec().getRestartPolicy(), "Always")) {
            case "Never" -> Restart.NEVER;
            case "OnFailure" -> Restart.ON_FAILURE;
            default -> Restart.ALWAYS;
        };
    }

    private ContainerStatus container(
            io.fairlead.minicluster.kubelet.PodStatus.ContainerStatus one) {
        ContainerStatusBuilder status =
                new ContainerStatusBuilder()
                        .withName(one.name())
                        .withImage(one.image())
                        .withImageID(one.restarts() > 0 || one.pid() != 0 ? ID + one.image() : "")
                        .withReady(
                                one.ready()
                                        || (known.init().contains(one)
                                                && one.state() instanceof Ended ended
                                                && ended.exitCode() == 0))
                        .withStarted(one.pid() != 0)
                        .withRestartCount(one.restarts())
                        .withState(state(one.state()))
                        .withLastState(
                                one.last() == null
                                        ? new ContainerStateBuilder().build()
                                        : state(one.last()));
        return one.pid() == 0
                ? status.build()
                : status.withContainerID(ID + one.name() + "-" + one.pid()).build();
    }

    private io.fabric8.kubernetes.api.model.ContainerState state(ContainerState state) {
        return switch (state) {
            case Waiting(String reason, String message) ->
                    new ContainerStateBuilder()
                            .withNewWaiting(
                                    message.isEmpty() ? null : message,
                                    reason.equals("PodInitializing") && known.init().isEmpty()
                                            ? "ContainerCreating"
                                            : reason)
                            .build();
            case Running(Instant since) ->
                    new ContainerStateBuilder().withNewRunning(text(since)).build();
            case Ended(int code, boolean memory, Instant started, Instant finished) ->
                    new ContainerStateBuilder()
                            .withNewTerminated()
                            .withExitCode(code)
                            .withReason(memory ? "OOMKilled" : code == 0 ? "Completed" : "Error")
                            .withStartedAt(text(started))
                            .withFinishedAt(text(finished))
                            .endTerminated()
                            .build();
        };
    }

    private static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// Its time is that of its last change.
    private PodCondition condition(String type, boolean yes, String reason, String message) {
        String value = yes ? "True" : "False";
        Optional<PodCondition> before =
                pod.getStatus() == null
                        ? Optional.empty()
                        : pod.getStatus().getConditions().stream()
                                .filter(one -> one.getType().equals(type))
                                .filter(one -> one.getStatus().equals(value))
                                .findFirst();
        return new PodConditionBuilder()
                .withType(type)
                .withStatus(value)
                .withReason(orNull(reason))
                .withMessage(orNull(message))
                .withLastTransitionTime(
                        before.map(PodCondition::getLastTransitionTime).orElse(now.toString()))
                .build();
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
