package io.fairlead.clock;

import java.time.Duration;

/// Runs things later.
public interface Scheduler extends AutoCloseable {
    /// Runs a task once after a delay.
    Pending after(Duration delay, Runnable task);

    /// Drops what is pending; a task that runs is finished.
    @Override
    void close();

    /// A task that waits for its time.
    interface Pending {
        /// Forgets the task; no effect once it has begun.
        void cancel();
    }
}
