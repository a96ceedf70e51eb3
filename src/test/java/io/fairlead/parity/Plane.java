package io.fairlead.parity;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/// A data plane that runs with a {@link World}.
interface Plane extends AutoCloseable {
    int PATIENCE_MS = 10_000;

    /// The port where a listener of the world is.
    int port(String listener);

    /// Sends a request over a connection of its own.
    ///
    /// @param id tells this attempt from all others
    default String ask(String listener, Request request, String id) {
        try (Socket socket = connected(listener)) {
            socket.setSoTimeout(PATIENCE_MS);
            socket.getOutputStream().write(request.text(id).getBytes(StandardCharsets.ISO_8859_1));
            return Answers.normal(
                    request,
                    Head.response(
                            new BufferedInputStream(socket.getInputStream()),
                            request.method().equals("HEAD")));
        } catch (SocketTimeoutException _) {
            return Agreement.NO_ANSWER;
        } catch (IOException _) {
            return "closed";
        }
    }

    /// A plane that doesn't listen gives no answer to compare.
    private Socket connected(String listener) {
        try {
            return new Socket(InetAddress.getLoopbackAddress(), port(listener));
        } catch (IOException e) {
            throw new UncheckedIOException("no listener " + listener, e);
        }
    }

    @Override
    void close();
}
