package io.fairlead.minicluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which taints the state of a node asks for.
class NodesTest {

    private static final Taint OTHER = new Taint("NoSchedule", "dedicated", null, "web");
    private static final Taint EVICTS =
            new Taint("NoExecute", "node.kubernetes.io/not-ready", null, null);

    @Test
    void aReadyNodeLosesTheTaintThatItBeganWith() {
        assertThat(Nodes.taints(node("Ready", "True", taint("not-ready"), OTHER)))
                .containsExactly(OTHER);
    }

    @Test
    void aNodeThatIsNotReadyIsTaintedOnce() {
        assertThat(Nodes.taints(node("Ready", "False", OTHER)))
                .containsExactly(OTHER, taint("not-ready"));
        assertThat(Nodes.taints(node("Ready", "False", taint("not-ready"), OTHER)))
                .containsExactly(taint("not-ready"), OTHER);
    }

    @Test
    void aCordonIsATaint() {
        Node cordoned =
                new NodeBuilder(node("DiskPressure", "True", taint("unreachable")))
                        .editSpec()
                        .withUnschedulable(true)
                        .endSpec()
                        .build();

        assertThat(Nodes.taints(cordoned))
                .containsExactly(taint("disk-pressure"), taint("unschedulable"));
    }

    @Test
    void whatEvictsIsNoneOfItsBusiness() {
        assertThat(Nodes.taints(node("Ready", "True", EVICTS))).containsExactly(EVICTS);
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
