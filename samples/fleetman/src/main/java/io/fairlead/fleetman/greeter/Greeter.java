package io.fairlead.fleetman.greeter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Says `hello from the server` to everyone who connects.
public final class Greeter implements AutoCloseable {

    private static final byte[] GREETING =
            "hello from the server\n".getBytes(StandardCharsets.UTF_8);

    private final ServerSocket server;

    /// Starts to listen.
    ///
    /// @param port 0 for any that is free
    public Greeter(int port) {
        try {
            server = new ServerSocket(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    /// The port it listens on.
    public int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket caller = server.accept()) {
                caller.getOutputStream().write(GREETING);
            } catch (IOException e) {
                System.err.println("event=greeting_failed reason=" + e.getMessage());
            }
        }
    }
}
