package io.fairlead.minicluster.reconcile;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Names of what is to be looked at, one after the other. A name that waits isn't taken twice; one whose work fails
/// comes again, later each time.
public final class Queue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Queue.class);
    private static final long FIRST_MS = 20;
    private static final int DOUBLINGS_MAX = 9;

    private final String what;
    private final Consumer<String> work;
    private final ScheduledThreadPoolExecutor thread;
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final Map<String, ScheduledFuture<?>> later = new ConcurrentHashMap<>();
    // Of the thread.
    private final Map<String, Integer> failures = new HashMap<>();

    /// @param work takes a name; when it throws, the name comes again
    public Queue(String what, Consumer<String> work) {
        this.what = what;
        this.work = work;
        this.thread =
                new ScheduledThreadPoolExecutor(
                        1,
                        Thread.ofVirtual().name(what).factory(),
                        new ThreadPoolExecutor.DiscardPolicy());
        thread.setRemoveOnCancelPolicy(true);
    }

    /// Looks at it as soon as may be.
    public void add(String name) {
        add(name, Duration.ZERO);
    }

    /// Looks at it after this time; what is added meanwhile is looked at then as well.
    public void add(String name, Duration delay) {
        if (waiting.add(name)) {
            Future<?> _ =
                    thread.schedule(() -> take(name), delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /// Looks after this time as well, whatever news come before. Of several such times the nearest counts: who looks
    /// then knows what is left to wait for.
    public void again(String name, Duration delay) {
        later.compute(
                name,
                (_, before) -> {
                    long millis = Math.max(0, delay.toMillis());
                    if (before != null && before.getDelay(TimeUnit.MILLISECONDS) <= millis) {
                        return before;
                    }
                    if (before != null) {
                        before.cancel(false);
                    }
                    return thread.schedule(() -> goOn(name), millis, TimeUnit.MILLISECONDS);
                });
    }

    private void goOn(String name) {
        later.remove(name);
        add(name);
    }

    private void take(String name) {
        waiting.remove(name);
        try {
            work.accept(name);
            failures.remove(name);
        } catch (RuntimeException failed) {
            if (!thread.isShutdown()) {
                int times = failures.merge(name, 1, Integer::sum);
                LOG.debug("event=retry what={} name={} times={}", what, name, times, failed);
                add(name, Duration.ofMillis(FIRST_MS << Math.min(times, DOUBLINGS_MAX)));
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
