package io.fairlead.parity;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A data plane that runs with a {@link World}.
interface Plane extends AutoCloseable {
    int PATIENCE_MS = 10_000;

    List<String> UPGRADE =
            List.of(
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");

    /// Ends what is said in a WebSocket.
    String SAID = "<said in it>";

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

    /// Asks for a WebSocket, says something in it, and reads until that has come back.
    ///
    /// @return the status line, and what the application saw
    default String upgrade(String listener) {
        try (Socket socket = connected(listener)) {
            socket.setSoTimeout(PATIENCE_MS);
            Request request = new Request("GET", "/", "cart", UPGRADE, "");
            socket.getOutputStream().write(request.text("ws").getBytes(StandardCharsets.US_ASCII));
            var in = new BufferedInputStream(socket.getInputStream());
            Head head = Head.response(in, false);
            if (!head.start().contains(" 101 ")) {
                return head.start();
            }
            socket.getOutputStream().write(SAID.getBytes(StandardCharsets.US_ASCII));
            StringBuilder seen = new StringBuilder();
            while (seen.indexOf(SAID) < 0) {
                int next = in.read();
                if (next < 0) {
                    return "closed after 101";
                }
                seen.append((char) next);
            }
            return head.start() + "\n" + seen;
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
