package io.fairlead.minicluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatusBuilder;
import io.fairlead.minicluster.reconcile.DaemonStep.Place;
import io.fairlead.minicluster.reconcile.DaemonStep.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DaemonStepTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");
    private static final Place A = new Place("a", true, true);
    private static final Place B = new Place("b", true, true);
    private static final Place C = new Place("c", true, true);
    private static final Wanted ONE_AT_A_TIME = new Wanted("new", 1, 0, NOW);

    @Test
    void eachNodeGetsOnePod() {
        Pod there = pod("a", "new", "True");
        assertThat(DaemonStep.decide(ONE_AT_A_TIME, List.of(A, B), List.of(there)))
                .isEqualTo(new DaemonStep(List.of("b"), List.of(), List.of(), null));
    }

    @Test
    void aNodeWaitsForTheEndOfThePodThatItHas() {
        Pod ending = RunningPods.ending(pod("a", "old", "True"));
        assertThat(DaemonStep.decide(ONE_AT_A_TIME, List.of(A), List.of(ending)))
                .isEqualTo(new DaemonStep(List.of(), List.of(), List.of(), null));
    }

    @Test
    void podsWhereNoneMayStayGoAndThoseOfNodesThatAreGone() {
        Pod driven = pod("a", "new", "True");
        Pod lost = pod("gone", "new", "True");
        Place hostile = new Place("a", false, false);
        assertThat(
                        DaemonStep.decide(ONE_AT_A_TIME, List.of(hostile), List.of(driven, lost))
                                .delete())
                .containsExactlyInAnyOrder(driven, lost);
    }

    @Test
    void aPodThatMayStayStaysWhereNoNewOneWouldCome() {
        Place closed = new Place("a", false, true);
        List<Pod> pods = List.of(pod("a", "new", "True"));
        assertThat(DaemonStep.decide(ONE_AT_A_TIME, List.of(closed), pods))
                .isEqualTo(new DaemonStep(List.of(), List.of(), List.of(), null));
        assertThat(
                        DaemonStep.status(ONE_AT_A_TIME, List.of(closed), pods, 1L)
                                .getNumberMisscheduled())
                .isEqualTo(1);
    }

    @Test
    void asManyOldPodsGoAsMayBeMissed() {
        List<Pod> old =
                List.of(pod("a", "old", "True"), pod("b", "old", "True"), pod("c", "old", "True"));
        List<Place> all = List.of(A, B, C);
        assertThat(DaemonStep.decide(ONE_AT_A_TIME, all, old).delete()).hasSize(1);
        assertThat(DaemonStep.decide(new Wanted("new", 2, 0, NOW), all, old).delete()).hasSize(2);
        assertThat(DaemonStep.decide(new Wanted("new", null, 0, NOW), all, old).delete()).isEmpty();
    }

    @Test
    void nothingThatServesGoesWhileANewPodDoesnt() {
        List<Pod> pods = List.of(pod("a", "new", "False"), pod("b", "old", "True"));
        assertThat(DaemonStep.decide(ONE_AT_A_TIME, List.of(A, B), pods).delete()).isEmpty();
        assertThat(DaemonStep.decide(ONE_AT_A_TIME, List.of(B, C), pods.subList(1, 2)).delete())
                .isEmpty();
    }

    @Test
    void oldPodsThatDontServeGoAtOnce() {
        Pod sick = pod("a", "old", "False");
        Pod sickToo = pod("b", "old", "False");
        Pod well = pod("c", "old", "True");
        assertThat(
                        DaemonStep.decide(
                                        ONE_AT_A_TIME,
                                        List.of(A, B, C),
                                        List.of(sick, sickToo, well))
                                .delete())
                .containsExactlyInAnyOrder(sick, sickToo);
    }

    @Test
    void aPodThatEndedIsMadeAnewAfterAPause() {
        Pod ended =
                new PodBuilder(pod("a", "new", "False"))
                        .editStatus()
                        .withPhase("Failed")
                        .endStatus()
                        .build();
        Pod justNow =
                new PodBuilder(ended)
                        .editMetadata()
                        .withCreationTimestamp("2026-01-01T00:00:53Z")
                        .endMetadata()
                        .build();
        assertThat(DaemonStep.decide(ONE_AT_A_TIME, List.of(A), List.of(ended)))
                .isEqualTo(new DaemonStep(List.of(), List.of(), List.of(ended), null));
        assertThat(DaemonStep.decide(ONE_AT_A_TIME, List.of(A), List.of(justNow)))
                .isEqualTo(new DaemonStep(List.of(), List.of(), List.of(), Duration.ofSeconds(3)));
    }

    @Test
    void theStatusCountsNodes() {
        List<Pod> pods = List.of(pod("a", "new", "True"), pod("b", "old", "False"));
        assertThat(DaemonStep.status(ONE_AT_A_TIME, List.of(A, B, C), pods, 4L))
                .isEqualTo(
                        new DaemonSetStatusBuilder()
                                .withDesiredNumberScheduled(3)
                                .withCurrentNumberScheduled(2)
                                .withNumberMisscheduled(0)
                                .withNumberReady(1)
                                .withNumberAvailable(1)
                                .withNumberUnavailable(2)
                                .withUpdatedNumberScheduled(1)
                                .withObservedGeneration(4L)
                                .build());
    }

    @Test
    void aPodIsMeantForItsNodeAndBearsWhatThatGoesThrough() {
        DaemonSet set =
                new DaemonSetBuilder()
                        .withNewMetadata()
                        .withName("agent")
                        .withNamespace("x")
                        .endMetadata()
                        .withNewSpec()
                        .withNewTemplate()
                        .withNewMetadata()
                        .endMetadata()
                        .withNewSpec()
                        .addToNodeSelector("disk", "fast")
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build();
        Pod pod = DaemonPods.on(set, "a", "new");
        assertThat(DaemonStep.node(pod)).isEqualTo("a");
        assertThat(Fit.refusal(pod, node("a", "node.kubernetes.io/disk-pressure"), 0)).isEmpty();
        assertThat(Fit.refusal(pod, node("a", "other"), 0)).isPresent();
        assertThat(Fit.refusal(pod, node("b", "node.kubernetes.io/disk-pressure"), 0)).isPresent();
    }

    /// Cordoned, not ready, and with this taint.
    private static Node node(String name, String taint) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(Map.of("disk", "fast"))
                .endMetadata()
                .withNewSpec()
                .withUnschedulable(true)
                .addNewTaint()
                .withKey(taint)
                .withEffect("NoSchedule")
                .endTaint()
                .endSpec()
                .withNewStatus()
                .endStatus()
                .build();
    }

    private static Pod pod(String node, String hash, String ready) {
        return RunningPods.of("p-" + node, hash, ready)
                .editSpec()
                .withNodeName(node)
                .endSpec()
                .build();
    }
}
