package io.fairlead.minicluster.api.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One reader of changes below a prefix, in order.
public final class Watch implements AutoCloseable {

    private final String prefix;
    private final BlockingQueue<Change> waiting;
    private final Consumer<Watch> onClose;
    private volatile boolean cut;

    Watch(String prefix, StoreLimits limits, Consumer<Watch> onClose) {
        this.prefix = prefix;
        this.waiting = new LinkedBlockingQueue<>(limits.changesMax() + limits.waitingMax());
        this.onClose = onClose;
    }

    /// Called by the one writer, or before it can know of this watch.
    void offer(Change change) {
        if (change.key().startsWith(prefix) && !cut && !waiting.offer(change)) {
            cut = true;
        }
    }

    /// The next changes, or none when the time is over.
    public List<Change> next(Duration patience) throws InterruptedException {
        Optional<Change> first =
                Optional.ofNullable(waiting.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
        List<Change> changes = new ArrayList<>();
        first.ifPresent(changes::add);
        waiting.drainTo(changes);
        return changes;
    }

    /// Is there nothing more to hear because the reader was too slow, or the store closed?
    public boolean ended() {
        return cut && waiting.isEmpty();
    }

    void end() {
        cut = true;
    }

    @Override
    public void close() {
        onClose.accept(this);
    }
}
