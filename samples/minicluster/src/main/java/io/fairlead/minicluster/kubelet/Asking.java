package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.schema.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Asks one container one question again and again, without waiting for the answer. Belongs to the pod's thread.
final class Asking {

    private static final Duration FIRST_YES_PERIOD = Duration.ofMillis(100);

    private final Probe.Timing timing;
    private final Executor askers;
    private final About about;
    private ProbeCount count;
    private Instant askAt;
    private @Nullable CompletableFuture<Boolean> pending;

    /// What the question is about.
    enum About {
        /// Does it take traffic? Asked often until it does, and then for ever.
        READY,
        /// Is its port open? Not asked again.
        OPEN,
        /// Has it started? Not asked again.
        STARTED,
        /// Does it still live?
        ALIVE
    }

    Asking(About about, Probe.Timing timing, Executor askers, Instant now) {
        this.about = about;
        this.timing = timing;
        this.askers = askers;
        this.count = about == About.ALIVE ? new ProbeCount(true, true, 0) : ProbeCount.NONE;
        this.askAt = now.plus(timing.initialDelay());
    }

    boolean yes() {
        return count.ready();
    }

    /// True after as many noes in a row as the question allows.
    boolean failed() {
        return !count.last() && count.inARow() >= timing.failureThreshold();
    }

    private boolean wanted() {
        return switch (about) {
            case READY, ALIVE -> true;
            case OPEN, STARTED -> !count.ready();
        };
    }

    void step(Instant now, Supplier<Boolean> question) {
        if (pending != null) {
            if (!pending.isDone()) {
                return;
            }
            boolean answer = pending.join();
            pending = null;
            count = count.next(answer, timing);
            // The first yes is waited for, by people and by the containers that start after it.
            boolean often = about == About.READY || about == About.OPEN;
            askAt = now.plus(often && !count.ready() ? FIRST_YES_PERIOD : timing.period());
        } else if (!now.isBefore(askAt) && wanted()) {
            pending = CompletableFuture.supplyAsync(question, askers);
        }
    }
}
