package io.fairlead.minicluster.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RulesTest {

    @Test
    void eachOfThreePodsGetsAThird() {
        String rules = rules(0, "10.244.0.2:8080", "10.244.0.3:8080", "10.244.0.4:8080");
        assertThat(rules.lines().filter(line -> line.contains("DNAT --to")))
                .extracting(line -> line.replaceFirst(".*-p tcp ", ""))
                .containsExactly(
                        "-m statistic --mode random --probability 0.3333333333 -j DNAT"
                                + " --to-destination 10.244.0.2:8080",
                        "-m statistic --mode random --probability 0.5000000000 -j DNAT"
                                + " --to-destination 10.244.0.3:8080",
                        "-j DNAT --to-destination 10.244.0.4:8080");
    }

    @Test
    void aNodePortLeadsTheSameWay() {
        assertThat(rules(30_080, "10.244.0.2:80"))
                .containsPattern("-A NODEPORTS -p tcp --dport 30080 -j SVC-\\S+")
                .contains("-A PREROUTING -d 10.244.0.1/32 -j NODEPORTS");
        assertThat(rules(0, "10.244.0.2:80")).doesNotContain("-A NODEPORTS");
    }

    @Test
    void aServiceWithoutPodsIsRefusedAndNotTranslated() {
        assertThat(rules(30_080))
                .doesNotContain("DNAT --to")
                .contains("-A FORWARD -d 10.96.0.0/12 -p tcp -j REJECT --reject-with tcp-reset");
    }

    @Test
    void theOrderOfServicesChangesNothing() {
        ServiceRules.Forward one =
                new ServiceRules.Forward("a/a", "TCP", "10.96.1.1", 80, 0, List.of("10.244.0.2:1"));
        ServiceRules.Forward two =
                new ServiceRules.Forward("a/b", "UDP", "10.96.1.2", 53, 0, List.of("10.244.0.2:2"));
        assertThat(ServiceRules.render(NodePlan.FIRST, List.of(one, two)))
                .isEqualTo(ServiceRules.render(NodePlan.FIRST, List.of(two, one)))
                .contains("-p udp --dport 53");
    }

    @Test
    void podAddressesAreNotUsedAgainAtOnce() {
        int last = NodePlan.FIRST.number();
        List<Integer> taken = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 600; i++) {
            last = NodePlan.FIRST.nextPod(last, taken);
            assertThat(seen.add(last)).isTrue();
        }
        assertThat(Plan.podIp(NodePlan.FIRST.nextPod(1, taken))).isEqualTo("10.244.0.2");
        assertThat(NodePlan.FIRST.nextPod(4_094, taken)).isEqualTo(2);
        assertThat(Plan.podIp(2 + 256)).isEqualTo("10.244.1.2");
        assertThat(seen.stream().map(number -> number & 255)).doesNotContain(0, 255);
    }

    @Test
    void eachNodeHasAddressesOfItsOwn() {
        NodePlan third = new NodePlan(2);
        assertThat(third.name()).isEqualTo("fairlead-node3");
        assertThat(third.pods()).isEqualTo("10.244.32.0/20");
        assertThat(third.address()).isEqualTo("10.244.32.1");
        assertThat(Plan.podIp(third.nextPod(third.number(), List.of()))).isEqualTo("10.244.32.2");
        assertThat(Plan.podIp(third.nextPod(3 * 4_096 - 2, List.of()))).isEqualTo("10.244.32.2");
        assertThat(new NodePlan(NodePlan.NODES_MAX - 1).pods()).isEqualTo("10.244.128.0/20");
        assertThat(ServiceRules.render(third, List.of()))
                .contains("-A PREROUTING -d 10.244.32.1/32 -j NODEPORTS");
    }

    private static String rules(int nodePort, String... targets) {
        return ServiceRules.render(
                NodePlan.FIRST,
                List.of(
                        new ServiceRules.Forward(
                                "default/web",
                                "TCP",
                                "10.96.1.1",
                                80,
                                nodePort,
                                List.of(targets))));
    }
}
