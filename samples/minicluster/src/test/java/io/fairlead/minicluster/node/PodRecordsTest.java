package io.fairlead.minicluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fairlead.minicluster.kubelet.ContainerState;
import io.fairlead.minicluster.kubelet.ContainerState.Ended;
import io.fairlead.minicluster.kubelet.ContainerState.Running;
import io.fairlead.minicluster.kubelet.ContainerState.Waiting;
import io.fairlead.minicluster.kubelet.PodStatus.ContainerStatus;
import io.fairlead.minicluster.kubelet.PodStatus.Phase;
import io.fairlead.minicluster.schema.ObjectName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PodRecordsTest {

    private static final Instant NOW = Instant.parse("2026-11-27T03:00:00Z");
    private static final ContainerState RUNS = new Running(NOW);
    private static final Ended WELL = new Ended(0, false, NOW, NOW);
    private static final Ended BADLY = new Ended(3, false, NOW, NOW);

    @Test
    void aPodRunsAndIsReady() {
        PodStatus status = status("Always", List.of(), one(RUNS, true, null));
        assertThat(status.getPhase()).isEqualTo("Running");
        assertThat(status.getPodIP()).isEqualTo("10.244.0.7");
        assertThat(conditions(status)).containsEntry("Ready", "True");
        assertThat(status.getContainerStatuses().getFirst().getState().getRunning()).isNotNull();
    }

    @Test
    void whatEndedForGoodMakesThePhase() {
        assertThat(status("Never", List.of(), one(WELL, false, null)).getPhase())
                .isEqualTo("Succeeded");
        assertThat(status("Never", List.of(), one(BADLY, false, null)).getPhase())
                .isEqualTo("Failed");
        assertThat(status("OnFailure", List.of(), one(BADLY, false, null)).getPhase())
                .isEqualTo("Running");
        assertThat(status("Always", List.of(), one(WELL, false, null)).getPhase())
                .isEqualTo("Running");
    }

    @Test
    void aCrashLoopShowsItsLastEnd() {
        PodStatus status =
                status(
                        "Always",
                        List.of(),
                        one(new Waiting("CrashLoopBackOff", "back-off"), false, BADLY));
        assertThat(status.getPhase()).isEqualTo("Running");
        var container = status.getContainerStatuses().getFirst();
        assertThat(container.getState().getWaiting().getReason()).isEqualTo("CrashLoopBackOff");
        assertThat(container.getLastState().getTerminated().getExitCode()).isEqualTo(3);
        assertThat(conditions(status)).containsEntry("Ready", "False");
    }

    @Test
    void initContainersComeFirst() {
        ContainerStatus waits = one(new Waiting("PodInitializing", ""), false, null);
        PodStatus before = status("Always", List.of(one(RUNS, false, null)), waits);
        assertThat(before.getPhase()).isEqualTo("Pending");
        assertThat(conditions(before)).containsEntry("Initialized", "False");
        PodStatus failed = status("Never", List.of(one(BADLY, false, null)), waits);
        assertThat(failed.getPhase()).isEqualTo("Failed");
        PodStatus after = status("Always", List.of(one(WELL, false, null)), one(RUNS, false, null));
        assertThat(conditions(after)).containsEntry("Initialized", "True");
        assertThat(after.getInitContainerStatuses().getFirst().getReady()).isTrue();
    }

    @Test
    void conditionsKeepTheTimeOfTheirLastChange() {
        PodStatus first = status("Always", List.of(), one(RUNS, true, null));
        Pod later = new PodBuilder(pod("Always")).withStatus(first).build();
        PodStatus second =
                new PodRecords(later, known(List.of(), one(RUNS, false, null)), NOW.plusSeconds(60))
                        .status("10.244.0.7", "10.244.0.1");
        assertThat(time(second, "Initialized")).isEqualTo(NOW.toString());
        assertThat(time(second, "Ready")).isEqualTo(NOW.plusSeconds(60).toString());
        assertThat(second.getStartTime()).isEqualTo(NOW.toString());
    }

    private static PodStatus status(
            String restart, List<ContainerStatus> init, ContainerStatus container) {
        return new PodRecords(pod(restart), known(init, container), NOW)
                .status("10.244.0.7", "10.244.0.1");
    }

    private static io.fairlead.minicluster.kubelet.PodStatus known(
            List<ContainerStatus> init, ContainerStatus container) {
        return new io.fairlead.minicluster.kubelet.PodStatus(
                new ObjectName("default", "web"),
                Phase.RUNNING,
                container.ready(),
                77,
                List.of(container),
                init);
    }

    private static ContainerStatus one(ContainerState state, boolean ready, @Nullable Ended last) {
        return new ContainerStatus("web", "web:1", 0, ready, 0, "", state, last);
    }

    private static Pod pod(String restart) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy(restart)
                .endSpec()
                .withNewStatus()
                .endStatus()
                .build();
    }

    private static Map<String, String> conditions(PodStatus status) {
        return status.getConditions().stream()
                .collect(Collectors.toMap(PodCondition::getType, PodCondition::getStatus));
    }

    private static String time(PodStatus status, String type) {
        return status.getConditions().stream()
                .filter(one -> one.getType().equals(type))
                .map(PodCondition::getLastTransitionTime)
                .findFirst()
                .orElse("");
    }
}
