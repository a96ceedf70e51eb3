package io.fairlead.minicluster.api.http;

import io.fairlead.minicluster.transport.Protocol;
import io.fairlead.minicluster.transport.WebSocket;
import io.fairlead.minicluster.transport.Wire;
import java.io.IOException;

/// A watch over WebSocket, as Java's clients rather have it: a text message for each event.
///
/// @param key the client's `Sec-WebSocket-Key`
record WatchSocket(WatchStream changes, String key) implements Protocol {

    /// Clients only close, ping and pong.
    private static final int MESSAGE_BYTES_MAX = 1_024;

    @Override
    public void speak(Wire wire) throws IOException, InterruptedException {
        wire.write(WebSocket.head(key, ""));
        WebSocket socket = new WebSocket(wire, MESSAGE_BYTES_MAX);
        Thread writer = Thread.currentThread();
        Thread listener =
                Thread.ofVirtual()
                        .start(() -> {
                            listen(socket);
                            writer.interrupt();
                        });
        try {
            changes.writeTo(new Messages(socket));
            socket.close(WebSocket.NORMAL, "");
        } finally {
            wire.close();
            listener.join();
        }
    }

    /// What a client says has no meaning here; its end ends the watch.
    private static void listen(WebSocket socket) {
        try {
            while (socket.message() != null) {
                // The next one.
            }
        } catch (IOException _) {
            // It doesn't keep to the protocol, and has been told so; or it is gone.
        }
    }

    private record Messages(WebSocket socket) implements WatchStream.Reader {

        @Override
        public void event(byte[] json) throws IOException {
            socket.text(json);
        }

        @Override
        public void silence() throws IOException {
            socket.ping();
        }

        @Override
        public void flush() {
            // Each message goes out at once.
        }
    }
}
