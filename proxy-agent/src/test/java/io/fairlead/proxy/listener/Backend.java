package io.fairlead.proxy.listener;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A server on loopback whose every connection is played by a script.
final class Backend implements AutoCloseable {

    /// Plays one connection.
    @FunctionalInterface
    interface Script {
        void play(Talk talk) throws IOException;
    }

    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    Backend(Script script) throws IOException {
        server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> accept(script));
    }

    /// Answers every request with its own head as the body.
    static Backend echo() throws IOException {
        return new Backend(talk -> {
            String head = talk.head();
            while (!head.isEmpty()) {
                talk.say("HTTP/1.1 200 OK\r\nContent-Length: " + head.length() + "\r\n\r\n");
                talk.say(head.startsWith("HEAD") ? "" : head);
                head = talk.head();
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /// All heads that came, in order.
    List<String> heads() {
        return heads;
    }

    private void accept(Script script) {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> play(script, socket));
            }
        } catch (IOException _) {
            // Closed: the test is over.
        }
    }

    private void play(Script script, Socket socket) {
        try (socket) {
            script.play(new Talk(socket, heads));
        } catch (IOException _) {
            // The other side went away; what that means is the test's business.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /// One connection, from either side.
    record Talk(Socket socket, List<String> heads) implements AutoCloseable {

        /// A connection to this port, whose reads fail after five seconds.
        static Talk to(int port) throws IOException {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(5000);
            socket.setTcpNoDelay(true);
            return new Talk(socket, new CopyOnWriteArrayList<>());
        }

        void say(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /// Everything up to an empty line; empty at the end of input.
        String head() throws IOException {
            InputStream in = socket.getInputStream();
            var head = new ByteArrayOutputStream();
            int matched = 0;
            while (matched < 4) {
                int b = in.read();
                if (b < 0) {
                    return head.toString(StandardCharsets.ISO_8859_1);
                }
                head.write(b);
                matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            heads.add(text);
            return text;
        }

        /// So many bytes, fewer at the end of input.
        String read(int length) throws IOException {
            return new String(
                    socket.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
        }

        /// Everything up to the end of input.
        String rest() throws IOException {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }

        void finish() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
