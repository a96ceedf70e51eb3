package io.fairlead.replica.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.identity.SpiffeId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingTest {
    private static final Sender WEB =
            new Sender(new SpiffeId("cluster.local", "shop", "web"), "web-1");

    private final Pending pending = new Pending(1_000);

    private static Up.Report report(long number) {
        return new Up.Report(number, 1, WEB, new byte[44]);
    }

    private List<Long> rest() {
        List<Long> numbers = new ArrayList<>();
        for (Up.Numbered next = pending.next(); next != null; next = pending.next()) {
            numbers.add(next.number());
        }
        return numbers;
    }

    @Test
    void whatIsNotAcknowledgedGoesAgainInOrderOnTheNextStream() {
        assertThat(pending.add(report(1))).isTrue();
        assertThat(pending.add(new Up.Ended(2, 1))).isTrue();
        assertThat(pending.add(report(3))).isTrue();
        assertThat(rest()).containsExactly(1L, 2L, 3L);
        assertThat(rest()).as("under way").isEmpty();

        assertThat(pending.acknowledged(2)).as("reports").isEqualTo(1);
        pending.again();
        assertThat(pending.add(new Up.Ended(4, 2))).isTrue();
        assertThat(rest()).containsExactly(3L, 4L);
    }

    @Test
    void whatIsAcknowledgedMakesRoom() {
        assertThat(List.of(pending.add(report(1)), pending.add(report(2)), pending.add(report(3))))
                .containsOnly(true);
        assertThat(pending.add(report(4))).as("a fourth of 300 bytes").isFalse();
        assertThat(rest()).hasSize(3);
        assertThat(pending.add(report(4))).as("sent is not acknowledged").isFalse();
        assertThat(pending.acknowledged(1)).isEqualTo(1);
        assertThat(pending.add(report(4))).isTrue();
        assertThat(rest()).containsExactly(4L);
    }

    @Test
    void whoGivesUpGivesUpAllOfIt() {
        assertThat(pending.add(report(1))).isTrue();
        assertThat(rest()).hasSize(1);
        assertThat(pending.add(report(2))).isTrue();
        assertThat(pending.clear()).isEqualTo(2);
        assertThat(rest()).isEmpty();
        assertThat(pending.acknowledged(2)).isZero();
    }
}
