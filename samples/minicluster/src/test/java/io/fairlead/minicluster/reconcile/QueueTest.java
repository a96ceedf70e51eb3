package io.fairlead.minicluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QueueTest {

    private static final int SECONDS_MAX = 10;

    private final BlockingQueue<String> looks = new LinkedBlockingQueue<>();

    @Test
    void aNearerTimeTakesThePlaceOfALaterOne() throws Exception {
        try (Queue queue = new Queue("test", looks::add)) {
            queue.again("a", Duration.ofHours(1));
            queue.again("a", Duration.ZERO);
            assertThat(look()).isEqualTo("a");
            queue.again("a", Duration.ofHours(1));
            queue.again("a", Duration.ZERO);
            assertThat(look()).as("and again").isEqualTo("a");
        }
    }

    @Test
    void aLaterTimeDoesntTakeThePlaceOfANearerOne() throws Exception {
        try (Queue queue = new Queue("test", looks::add)) {
            queue.again("a", Duration.ofMillis(1));
            queue.again("a", Duration.ofHours(1));
            assertThat(look()).isEqualTo("a");
        }
    }

    @Test
    void newsAreHeardWhileATimeIsWaitedFor() throws Exception {
        try (Queue queue = new Queue("test", looks::add)) {
            queue.again("a", Duration.ofHours(1));
            queue.add("a");
            queue.again("b", Duration.ZERO);
            assertThat(look()).isEqualTo("a");
            assertThat(look()).isEqualTo("b");
        }
    }

    @Test
    void whatFailsComesAgain() throws Exception {
        AtomicInteger times = new AtomicInteger();
        Queue failing =
                new Queue(
                        "test",
                        name -> {
                            if (times.incrementAndGet() < 3) {
                                throw new IllegalStateException("on purpose");
                            }
                            looks.add(name);
                        });
        try (failing) {
            failing.add("a");
            assertThat(look()).isEqualTo("a");
            assertThat(times).hasValue(3);
        }
    }

    /// The next name that was looked at; `null` where none comes.
    private String look() throws InterruptedException {
        return String.valueOf(looks.poll(SECONDS_MAX, TimeUnit.SECONDS));
    }
}
