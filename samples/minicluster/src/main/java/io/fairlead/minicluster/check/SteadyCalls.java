package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/// Calls from a pod of the mesh for as long as a row takes, over connections that are kept for some seconds.
final class SteadyCalls {
    private static final Duration PART = Duration.ofSeconds(4);

    private final AtomicBoolean over = new AtomicBoolean();
    private final FutureTask<Fleet.Seen> calls;

    private SteadyCalls(Fleet fleet, String from, String url, int perSecond) {
        this.calls = new FutureTask<>(() -> all(fleet, from, url, perSecond));
    }

    static SteadyCalls begin(Fleet fleet, String from, String url, int perSecond) {
        SteadyCalls steady = new SteadyCalls(fleet, from, url, perSecond);
        Thread.ofVirtual().start(steady.calls);
        return steady;
    }

    private Fleet.Seen all(Fleet fleet, String from, String url, int perSecond)
            throws InterruptedException {
        int asked = 0;
        int failed = 0;
        StringBuilder which = new StringBuilder();
        while (!over.get()) {
            Fleet.Seen part = fleet.watchFrom(from, url, perSecond, PART).stop();
            asked += part.asked();
            failed += part.failed();
            which.append(part.which());
        }
        return new Fleet.Seen(asked, failed, which.toString());
    }

    /// Waits for the end of those that are under way.
    Fleet.Seen end() throws InterruptedException {
        over.set(true);
        try {
            return calls.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
