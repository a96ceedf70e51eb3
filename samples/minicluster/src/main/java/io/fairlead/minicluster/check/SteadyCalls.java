package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Calls from a pod of the mesh for as long as a row takes, over connections that are kept for some seconds.
final class SteadyCalls {
    private static final Duration PART = Duration.ofSeconds(4);

    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Fleet.Seen> seen = new ArrayList<>();
    private final Thread thread;

    private SteadyCalls(Fleet fleet, String from, String url, int perSecond) {
        this.thread =
                Thread.ofVirtual()
                        .unstarted(() -> {
                            try {
                                while (!over.get()) {
                                    seen.add(fleet.watchFrom(from, url, perSecond, PART).stop());
                                }
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    static SteadyCalls begin(Fleet fleet, String from, String url, int perSecond) {
        SteadyCalls calls = new SteadyCalls(fleet, from, url, perSecond);
        calls.thread.start();
        return calls;
    }

    /// Waits for the end of those that are under way.
    Fleet.Seen end() throws InterruptedException {
        over.set(true);
        thread.join();
        int asked = seen.stream().mapToInt(Fleet.Seen::asked).sum();
        int failed = seen.stream().mapToInt(Fleet.Seen::failed).sum();
        String which = String.join("", seen.stream().map(Fleet.Seen::which).toList());
        return new Fleet.Seen(asked, failed, which);
    }
}
