package io.fairlead.fleetman.gateway;

import io.fairlead.fleetman.http.Conversation.Gone;
import io.fairlead.fleetman.http.Conversation.Outbox;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// One listener's queue and the virtual thread that empties it, so that a slow one holds up nobody else. A listener
/// that falls too far behind is sent away; it will come back and get the present state.
final class Listener {

    private static final int MESSAGES_WAITING_MAX = 32;

    private sealed interface Item {
        record Text(String message) implements Item {}

        record Ping() implements Item {}

        record End() implements Item {}
    }

    private final BlockingQueue<Item> waiting = new ArrayBlockingQueue<>(MESSAGES_WAITING_MAX);
    private final Runnable left;
    private volatile @Nullable Thread sender;

    /// @param left is run when the listener is found to have left
    Listener(Runnable left) {
        this.left = left;
    }

    void start(Outbox outbox) {
        sender = Thread.ofVirtual().name("listener").start(() -> send(outbox));
    }

    void offer(String message) {
        put(new Item.Text(message));
    }

    void ping() {
        put(new Item.Ping());
    }

    void stop() {
        Thread thread = sender;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void put(Item item) {
        if (!waiting.offer(item)) {
            waiting.clear();
            var _ = waiting.offer(new Item.End());
        }
    }

    private void send(Outbox outbox) {
        try {
            while (true) {
                switch (waiting.take()) {
                    case Item.Text(var message) -> outbox.text(message);
                    case Item.Ping _ -> outbox.ping();
                    case Item.End _ -> {
                        outbox.close(1013, "too slow");
                        return;
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (Gone _) {
            left.run();
        }
    }
}
