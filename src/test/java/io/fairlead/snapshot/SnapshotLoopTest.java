package io.fairlead.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.clock.Clock;
import io.fairlead.model.config.Meta;
import io.fairlead.model.config.Namespace;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Origin;
import io.fairlead.model.snapshot.Change;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The one writer, with real threads and small waits.
class SnapshotLoopTest {
    private final BlockingQueue<MeshSnapshot> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> faults = new LinkedBlockingQueue<>();
    private final BlockingQueue<Duration> batches = new LinkedBlockingQueue<>();

    @Test
    void aBurstIsOneSnapshot() throws InterruptedException {
        Debounce patient = new Debounce(Duration.ofSeconds(1), Duration.ofSeconds(2));
        try (SnapshotLoop loop = loop(patient, (_, mesh) -> told.add(mesh))) {
            for (int i = 0; i < 50; i++) {
                loop.accept(List.of(put(i)));
            }
            loop.start();

            assertThat(next().objects()).hasSize(50);
            assertThat(told).isEmpty();
        }
    }

    @Test
    void whatABatchWaitedIsTold() throws InterruptedException {
        Duration quiet = Duration.ofMillis(40);
        Debounce debounce = new Debounce(quiet, Duration.ofSeconds(2));
        try (SnapshotLoop loop = loop(debounce, (_, mesh) -> told.add(mesh))) {
            loop.start();
            loop.accept(List.of(put(1)));

            assertThat(batches.poll(10, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(quiet);
            assertThat(batches).isEmpty();
        }
    }

    @Test
    void aListenerThatThrowsStopsNobody() throws InterruptedException {
        SnapshotListener broken =
                (_, _) -> {
                    throw new IllegalStateException("broken");
                };
        try (SnapshotLoop loop = loop(Debounce.DEFAULT, broken, (_, mesh) -> told.add(mesh))) {
            loop.start();
            loop.accept(List.of(put(1)));
            assertThat(next().version()).isEqualTo(1);
            assertThat(faults.poll(10, TimeUnit.SECONDS)).startsWith("snapshot listener");
            loop.accept(List.of(put(2)));
            assertThat(next().version()).isEqualTo(2);
        }
    }

    @Test
    void anEmptyFirstBatchPrimes() throws InterruptedException {
        try (SnapshotLoop loop = loop(Debounce.DEFAULT, (_, mesh) -> told.add(mesh))) {
            loop.start();
            assertThat(loop.isPrimed()).isFalse();
            loop.accept(List.of());
            assertThat(loop.awaitPrimed(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void noChangeWaitsLongerThanTheMaximum() {
        Debounce debounce = new Debounce(Duration.ofMillis(3), Duration.ofMillis(30));

        assertThat(debounce.wait(Duration.ZERO)).hasMillis(3);
        assertThat(debounce.wait(Duration.ofMillis(29))).hasMillis(1);
        assertThat(debounce.wait(Duration.ofMillis(30))).isZero();
        assertThat(debounce.wait(Duration.ofSeconds(5))).isZero();
    }

    private SnapshotLoop loop(Debounce debounce, SnapshotListener... listeners) {
        return new SnapshotLoop(
                Clock.system(),
                debounce,
                (where, _) -> faults.add(where),
                List.of(listeners),
                batches::add);
    }

    private MeshSnapshot next() throws InterruptedException {
        return Objects.requireNonNull(told.poll(10, TimeUnit.SECONDS), "no snapshot in 10 s");
    }

    private static Change put(int i) {
        ObjectKey key = new ObjectKey("", "Namespace", "", "n" + i);
        return new Change.Put(new Namespace(Meta.of(key)), Origin.UNKNOWN);
    }
}
