package io.fairlead.push.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.push.node.Proxy;
import io.fairlead.push.queue.Inbox;
import io.fairlead.push.session.Target;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Who has to acknowledge before others are told the next, and how long that may take.
class BarrierTest {
    private static final long SETTLE = Barrier.SETTLE.toNanos();
    private static final long MAX = Barrier.WAIT_MAX.toNanos();
    private static final Target FIRST = new Target("1", new TreeMap<>());
    private static final Target SECOND = new Target("2", new TreeMap<>());

    private final Barrier barrier = new Barrier(0);
    private final Member member = new Member(proxy(), new Inbox<>());

    private static Proxy proxy() {
        return new Proxy(
                Proxy.Type.SIDECAR,
                "cart.shop",
                List.of("10.0.0.1"),
                "shop",
                "shop.svc.cluster.local",
                Map.of(),
                List.of(),
                "",
                "",
                "",
                List.of(),
                true,
                "");
    }

    private void moved(Target target) {
        barrier.moved(List.of(new Seats.Moved<>(member, target)));
    }

    @Test
    void nobodyMovedIsPassedWhenThatHasSettled() {
        assertThat(barrier.isPassed(SETTLE - 1)).isFalse();
        assertThat(barrier.isPassed(SETTLE)).isTrue();
    }

    @Test
    void whoAcknowledgedHasTimeToSettle() {
        moved(FIRST);
        assertThat(barrier.isPassed(2 * SETTLE)).isFalse();
        member.took(FIRST);
        assertThat(barrier.isPassed(2 * SETTLE)).isFalse();
        assertThat(barrier.isPassed(3 * SETTLE - 1)).isFalse();
        assertThat(barrier.isPassed(3 * SETTLE)).isTrue();
        assertThat(barrier.missing()).isZero();
    }

    @Test
    void onlyTheLatestTargetCounts() {
        moved(FIRST);
        moved(SECOND);
        member.took(FIRST);
        assertThat(barrier.isPassed(2 * SETTLE)).isFalse();
        assertThat(barrier.missing()).isOne();
    }

    @Test
    void whoLeftIsNotWaitedFor() {
        moved(FIRST);
        barrier.left(member);
        assertThat(barrier.isPassed(SETTLE)).isTrue();
    }

    @Test
    void whoIsStuckHoldsUpNobodyForLong() {
        moved(FIRST);
        assertThat(barrier.isPassed(MAX - 1)).isFalse();
        assertThat(barrier.isPassed(MAX)).isTrue();
        assertThat(barrier.missing()).isOne();
    }

    @Test
    void otherPoliciesBeginTheWaitAnew() {
        moved(FIRST);
        barrier.begin(MAX - 1);
        assertThat(barrier.isPassed(MAX)).isFalse();
        assertThat(barrier.isPassed(2 * MAX - 1)).isTrue();
    }
}
