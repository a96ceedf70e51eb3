package io.fairlead.clock;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The thread of a loop: it runs until it is closed, and closing waits, but not for ever.
///
/// The loop asks [#isOpen] before each round and ends when it is interrupted.
public final class LoopThread implements AutoCloseable {
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    private final String name;
    private volatile boolean open = true;
    private @Nullable Thread thread;

    public LoopThread(String name) {
        this.name = name;
    }

    /// Starts the loop; once.
    public void start(Runnable loop) {
        thread = Thread.ofPlatform().name(name).daemon().start(loop);
    }

    /// False once the loop should end.
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        Thread running = thread;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join(CLOSE_WAIT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
