package io.fairlead.replica.tell;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.clock.Clock;
import io.fairlead.replica.peer.Dial;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TellerTest {

    private static final TellLimits NARROW = new TellLimits(1_000, 400, Duration.ofMillis(10));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TellMeters meters = new TellMeters(registry);
    private final CountDownLatch dialled = new CountDownLatch(2);

    @Test
    void whatALeaderDoesNotTakeIsDroppedAndNobodyWaits() throws Exception {
        Dial nowhere =
                new Dial(
                        "name",
                        () -> {
                            dialled.countDown();
                            throw new IOException("no certificate");
                        });
        try (Teller teller = new Teller(nowhere, NARROW, around())) {
            teller.start();
            teller.offer(new Heard(1, new byte[100]));
            assertThat(meters.dropped.count()).as("nobody leads").isZero();

            teller.follow("127.0.0.1:1");
            teller.offer(new Heard(1, new byte[401]));
            assertThat(meters.dropped.count()).as("too large").isEqualTo(1);
            for (int i = 0; i < 100; i++) {
                teller.offer(new Heard(1, new byte[400]));
            }
            assertThat(meters.dropped.count())
                    .as("two wait, one is under way")
                    .isBetween(97.0, 99.0);
            assertThat(dialled.await(20, TimeUnit.SECONDS)).as("called again").isTrue();
        }
        assertThat(meters.told.count()).isZero();
    }

    @Test
    void aMessageIsReadAsItWasWritten() throws IOException {
        Heard read = Heard.of(new Heard(3, new byte[] {1, 2, 3}).bytes());
        assertThat(read.kind()).isEqualTo(3);
        assertThat(read.body()).containsExactly(1, 2, 3);
    }

    private Teller.Surroundings around() {
        return new Teller.Surroundings(
                Clock.system(),
                (where, fault) -> {
                    throw new AssertionError(where, fault);
                },
                meters);
    }
}
