package io.fairlead.minicluster.check;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Receives the first text messages of a WebSocket.
final class Messages implements WebSocket.Listener {

    private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();

    private Messages() {}

    /// @return messages until they are enough; fewer when each did not come within `limit`, none when there was no
    ///     WebSocket
    static List<String> receive(
            HttpClient http, URI address, Predicate<List<String>> enough, Duration limit) {
        Messages messages = new Messages();
        List<String> received = new ArrayList<>();
        try {
            WebSocket socket =
                    http.newWebSocketBuilder()
                            .buildAsync(address, messages)
                            .get(limit.toMillis(), TimeUnit.MILLISECONDS);
            while (!enough.test(received)) {
                @Nullable String message =
                        messages.arrived.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
                if (message == null) {
                    break;
                }
                received.add(message);
            }
            socket.abort();
        } catch (ExecutionException | TimeoutException e) {
            received.add("no WebSocket: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return received;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            arrived.add(part.toString());
            part.setLength(0);
        }
        socket.request(1);
        return null;
    }
}
