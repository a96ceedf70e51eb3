package io.fairlead.fleetman.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The time, and work that is done again and again.
public interface Ticker extends AutoCloseable {

    /// Now.
    Instant now();

    /// Does the work, waits for the pause, and so on until closed. Work that throws ends its own repetition.
    void every(Duration pause, Runnable work);

    /// Lets this much time pass.
    void pause(Duration time);

    @Override
    void close();

    /// The machine's clock; work runs one after the other on one thread.
    static Ticker system() {
        ScheduledExecutorService executor =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("ticker").daemon(true).factory());
        return new Ticker() {
            @Override
            public Instant now() {
                return Instant.now();
            }

            @Override
            public void every(Duration pause, Runnable work) {
                var _ =
                        executor.scheduleWithFixedDelay(
                                work, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
            }

            @Override
            public void pause(Duration time) {
                try {
                    TimeUnit.MILLISECONDS.sleep(time.toMillis());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void close() {
                executor.shutdownNow();
            }
        };
    }
}
