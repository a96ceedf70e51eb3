package io.fairlead.push.queue;

import io.fairlead.push.session.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The pending work of one stream. However many changes come while it is busy, one target waits: the latest.
///
/// @param <R> a request
public final class Inbox<R> {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final List<R> requests = new ArrayList<>();
    private @Nullable Aim aim;
    private boolean stirred;
    private boolean closed;

    /// What the stream should have.
    ///
    /// @param sinceNanos when the oldest change was seen that is in it and was not taken yet
    /// @param queuedNanos when what came of that change was put here
    public record Aim(Target target, long sinceNanos, long queuedNanos) {}

    /// What waited.
    ///
    /// @param aim the latest; null when there is no new one
    /// @param closed true when nothing will follow
    public record Batch<R>(List<R> requests, @Nullable Aim aim, boolean closed) {
        public Batch {
            requests = List.copyOf(requests);
        }
    }

    /// A request came. The transport lets one in at a time, so their number needs no other bound.
    public void request(R request) {
        put(() -> requests.add(request));
    }

    /// The stream should have this now.
    public void aim(Target next, long sinceNanos, long nowNanos) {
        put(() -> {
            Aim waiting = aim;
            aim =
                    waiting == null
                            ? new Aim(next, sinceNanos, nowNanos)
                            : new Aim(next, waiting.sinceNanos(), waiting.queuedNanos());
        });
    }

    /// Something else changed; the stream should look.
    public void stir() {
        put(() -> {});
    }

    /// Nothing more will come. What waited is dropped.
    public void close() {
        put(() -> closed = true);
    }

    /// Waits for news, no longer than `patience`.
    public Batch<R> take(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!stirred && left > 0) {
                left = news.awaitNanos(left);
            }
            Batch<R> batch = new Batch<>(requests, aim, closed);
            requests.clear();
            aim = null;
            stirred = closed;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void put(Runnable change) {
        lock.lock();
        try {
            change.run();
            stirred = true;
            news.signal();
        } finally {
            lock.unlock();
        }
    }
}
