package io.fairlead.minicluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Which taints the state of a node asks for.
class NodesTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private static final Taint OTHER = new Taint("NoSchedule", "dedicated", null, "web");
    private static final Taint EVICTS =
            new Taint("NoExecute", "node.kubernetes.io/not-ready", null, null);

    @Test
    void aReadyNodeLosesTheTaintThatItBeganWith() {
        assertThat(Nodes.taints(node("Ready", "True", taint("not-ready"), OTHER), NOW))
                .containsExactly(OTHER);
    }

    @Test
    void aNodeThatIsNotReadyIsTaintedOnceAndDrivesPodsAwayFromThen() {
        Taint since = new Taint("NoExecute", EVICTS.getKey(), NOW.toString(), null);
        assertThat(Nodes.taints(node("Ready", "False", OTHER), NOW))
                .containsExactly(OTHER, since, taint("not-ready"));
        assertThat(
                        Nodes.taints(
                                node("Ready", "False", taint("not-ready"), since, OTHER),
                                NOW.plusSeconds(9)))
                .containsExactly(taint("not-ready"), since, OTHER);
    }

    @Test
    void aCordonIsATaint() {
        Node cordoned =
                new NodeBuilder(node("DiskPressure", "True", taint("unreachable")))
                        .editSpec()
                        .withUnschedulable(true)
                        .endSpec()
                        .build();

        assertThat(Nodes.taints(cordoned, NOW))
                .containsExactly(taint("disk-pressure"), taint("unschedulable"));
    }

    @Test
    void aNodeThatComesBackDrivesNobodyAway() {
        Taint others = new Taint("NoExecute", "dedicated", null, "web");
        assertThat(Nodes.taints(node("Ready", "True", EVICTS, others), NOW))
                .containsExactly(others);
    }

    @Test
    void ofANodeThatNobodySpeaksForNothingIsKnown() {
        List<NodeCondition> lost =
                Nodes.lost(node("Ready", "True").getStatus().getConditions(), NOW);
        assertThat(lost)
                .extracting(NodeCondition::getStatus, NodeCondition::getLastTransitionTime)
                .containsExactly(tuple("Unknown", NOW.toString()));
        assertThat(Nodes.lost(lost, NOW.plusSeconds(60))).isEqualTo(lost);
    }

    @Test
    void aPodStaysAsLongAsItBearsTheTaint() {
        Taint taint = new Taint("NoExecute", EVICTS.getKey(), NOW.toString(), null);
        Instant later = NOW.plusSeconds(5);
        assertThat(Fit.end(pod(), taint, later)).contains(later);
        assertThat(Fit.end(pod(bears(300L)), taint, later)).contains(NOW.plusSeconds(300));
        assertThat(Fit.end(pod(bears(300L), bears(30L), bears(null)), taint, later))
                .contains(NOW.plusSeconds(30));
        assertThat(Fit.end(pod(bears(null)), taint, later)).isEmpty();
    }

    private static Pod pod(Toleration... tolerations) {
        return new PodBuilder().withNewSpec().withTolerations(tolerations).endSpec().build();
    }

    private static Toleration bears(@Nullable Long seconds) {
        return new TolerationBuilder()
                .withKey(EVICTS.getKey())
                .withOperator("Exists")
                .withTolerationSeconds(seconds)
                .build();
    }

    private static Taint taint(String name) {
        return new Taint("NoSchedule", "node.kubernetes.io/" + name, null, null);
    }

    private static Node node(String condition, String status, Taint... taints) {
        return new NodeBuilder()
                .withNewSpec()
                .withTaints(List.of(taints))
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType(condition)
                .withStatus(status)
                .endCondition()
                .endStatus()
                .build();
    }
}
