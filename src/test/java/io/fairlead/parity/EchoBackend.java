package io.fairlead.parity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// Stands for every endpoint of a mesh, each on a port of its own: answers with what it was sent, and misbehaves as the
/// request asks.
///
/// | Header | Effect |
/// |---|---|
/// | `x-want-status` | this status |
/// | `x-want-fails` | 503 for so many attempts with this `x-test-id`, then 200 |
/// | `x-want-delay` | milliseconds before the answer |
/// | `x-want-chunked` | the answer in chunks |
final class EchoBackend implements AutoCloseable {
    /// What it says to somebody who begins a TLS handshake with it.
    static final String PASSED_THROUGH = "no TLS here";

    private static final int TLS_HANDSHAKE = 22;

    private final Map<String, ServerSocket> sockets = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();

    /// The port on loopback of the endpoint with this address.
    int port(String endpoint) {
        return sockets.computeIfAbsent(endpoint, this::open).getLocalPort();
    }

    private ServerSocket open(String endpoint) {
        try {
            ServerSocket socket = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(() -> accept(socket, endpoint));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket, String endpoint) {
        try {
            while (true) {
                Socket connection = socket.accept();
                connection.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> serve(connection, endpoint));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void serve(Socket connection, String endpoint) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            in.mark(1);
            if (in.read() == TLS_HANDSHAKE) {
                connection.getOutputStream().write(PASSED_THROUGH.getBytes(US_ASCII));
                connection.shutdownOutput();
                in.transferTo(OutputStream.nullOutputStream());
                return;
            }
            in.reset();
            for (var request = Head.request(in); request.isPresent(); request = Head.request(in)) {
                if (request.get().header("upgrade").isPresent()) {
                    upgrade(request.get(), endpoint, connection.getOutputStream());
                    in.transferTo(connection.getOutputStream());
                    return;
                }
                answer(request.get(), endpoint, connection.getOutputStream());
            }
        } catch (IOException | RuntimeException _) {
            // A proxy that gave up.
        }
    }

    /// From here on everything comes back; first of all the request.
    private static void upgrade(Head request, String endpoint, OutputStream out)
            throws IOException {
        String answer =
                """
                HTTP/1.1 101 Switching Protocols\r
                upgrade: websocket\r
                connection: Upgrade\r
                \r
                """;
        out.write((answer + body(request, endpoint, 0)).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void answer(Head request, String endpoint, OutputStream out) throws IOException {
        request.header("x-want-delay")
                .ifPresent(ms ->
                        LockSupport.parkNanos(Duration.ofMillis(Long.parseLong(ms)).toNanos()));
        int attempt =
                attempts.computeIfAbsent(
                                request.header("x-test-id").orElse(""), _ -> new AtomicInteger())
                        .incrementAndGet();
        int fails = Integer.parseInt(request.header("x-want-fails").orElse("0"));
        String status = attempt <= fails ? "503" : request.header("x-want-status").orElse("200");
        String body = body(request, endpoint, fails > 0 ? attempt : 0);
        boolean bodiless =
                request.start().startsWith("HEAD ") || status.equals("204") || status.equals("304");
        StringBuilder answer =
                new StringBuilder("HTTP/1.1 " + status + " Said\r\n")
                        .append("server: backend\r\ncontent-type: text/plain\r\n")
                        .append("x-multi: one\r\nX-Multi: two\r\nset-cookie: a=1\r\n");
        if (request.header("x-want-chunked").isPresent()) {
            answer.append("transfer-encoding: chunked\r\n\r\n");
            if (!bodiless) {
                answer.append(Integer.toHexString(body.length()))
                        .append("\r\n")
                        .append(body)
                        .append("\r\n0\r\n\r\n");
            }
        } else {
            if (!status.equals("204")) {
                answer.append("content-length: ").append(body.length()).append("\r\n");
            }
            answer.append("\r\n").append(bodiless ? "" : body);
        }
        out.write(answer.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String body(Head request, String endpoint, int attempt) {
        return request.lines().stream()
                .filter(line -> !line.name().startsWith("x-test-"))
                .map(Head.Line::toString)
                .map(EchoBackend::printable)
                .sorted()
                .collect(
                        Collectors.joining(
                                "\n",
                                "endpoint %s attempt %d\n%s\n"
                                        .formatted(endpoint, attempt, printable(request.start())),
                                "\n\n" + printable(request.body())));
    }

    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e\\n]", "?");
    }

    @Override
    public void close() {
        for (ServerSocket socket : sockets.values()) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
