package io.fairlead.minicluster.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.schema.Probe;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SupervisionTest {

    private static final Probe.Timing TWICE =
            new Probe.Timing(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 3);

    @Test
    void restartsComeLaterAndLaterUpToALimit() {
        assertThat(Stream.of(1, 2, 3, 4, 7, 8, 100).map(RestartDelay::after))
                .containsExactly(
                        Duration.ZERO,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30));
    }

    @Test
    void aContainerThatRanForAWhileIsForgiven() {
        assertThat(RestartDelay.failures(9, Duration.ofSeconds(61))).isEqualTo(1);
        assertThat(RestartDelay.failures(9, Duration.ofSeconds(59))).isEqualTo(10);
    }

    @Test
    void readinessTakesTwoYesesAndIsLostByThreeNos() {
        ProbeCount count = ProbeCount.NONE;
        List<Boolean> answers =
                List.of(true, false, true, true, false, false, true, false, false, false);
        List<Boolean> ready =
                List.of(false, false, false, true, true, true, true, true, true, false);
        for (int i = 0; i < answers.size(); i++) {
            count = count.next(answers.get(i), TWICE);
            assertThat(count.ready()).as("after answer " + i).isEqualTo(ready.get(i));
        }
    }

    @Test
    void onlyListeningSocketsAreOpenPorts() {
        assertThat(
                        Listening.ports(
                                """
                                  sl  local_address rem_address   st tx_queue
                                   0: 00000000:1F90 00000000:0000 0A 00000000:00000000
                                   1: 0200F40A:3A99 0300F40A:1F90 01 00000000:00000000
                                   2: 00000000000000000000000000000000:0050 0:0 0A 0
                                """))
                .containsExactlyInAnyOrder(8080, 80);
    }
}
