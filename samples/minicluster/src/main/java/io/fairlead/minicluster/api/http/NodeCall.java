package io.fairlead.minicluster.api.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.transport.Connections;
import io.fairlead.minicluster.transport.Wire;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// One request that a node answers, and the way of its answer back to whoever asked.
///
/// @param address to be asked for once, when the answer begins: it may refuse
/// @param leaves the connection leaves HTTP
record NodeCall(NodeClient client, Supplier<URI> address, Question question, boolean leaves) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHUNK_BYTES = 32_768;
    private static final int HEAD_BYTES_MAX = 16_384;
    private static final int REFUSAL_BYTES_MAX = 16_384;
    private static final Duration FAREWELL = Duration.ofSeconds(10);
    private static final long LOOK_MS = 500;

    /// What a client says about the protocol that it wants.
    private static final List<String> PASSED =
            List.of(
                    "upgrade",
                    "sec-websocket-key",
                    "sec-websocket-version",
                    "sec-websocket-protocol",
                    "x-stream-protocol-version");

    /// Hands the node's answer on as it comes.
    void answer(ServerResponse response) throws IOException, InterruptedException {
        if (leaves) {
            throw ApiError.badRequest("Upgrade request required");
        }
        HttpResponse<InputStream> answer;
        try {
            answer = client.get(address.get());
        } catch (IOException unreachable) {
            throw unreachable(unreachable);
        }
        try (InputStream in = answer.body()) {
            if (answer.statusCode() != 200) {
                throw refusal(answer.statusCode(), in.readNBytes(REFUSAL_BYTES_MAX));
            }
            response.status(Status.OK_200)
                    .header(
                            HeaderNames.CONTENT_TYPE,
                            answer.headers().firstValue("content-type").orElse("text/plain"));
            try (OutputStream out = response.outputStream()) {
                copy(in, out);
            }
        }
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        BooleanSupplier gone = Connections.gone();
        CountDownLatch over = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> closeWhenGone(gone, over, in));
        try {
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                out.write(chunk, 0, n);
                out.flush();
            }
        } finally {
            over.countDown();
        }
    }

    /// Whoever follows a silent log may leave without being noticed otherwise.
    private static void closeWhenGone(BooleanSupplier gone, CountDownLatch over, InputStream in) {
        try {
            while (!over.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
                if (gone.getAsBoolean()) {
                    in.close();
                    return;
                }
            }
        } catch (IOException _) {
            // It was closed already.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Joins client and node once the node has agreed to leave HTTP.
    void join(Wire client) throws IOException, InterruptedException {
        try {
            join(client, address.get());
        } catch (ApiError refused) {
            client.write(refusalHead(refused));
        }
    }

    private void join(Wire client, URI uri) throws IOException, InterruptedException {
        try (SSLSocket node = connect(uri)) {
            node.getOutputStream().write(head(uri));
            byte[] answer = answerHead(node.getInputStream());
            String text = new String(answer, StandardCharsets.US_ASCII);
            if (!text.startsWith("HTTP/1.1 101 ")) {
                throw refusal(status(text), body(text, node.getInputStream()));
            }
            client.write(answer);
            pipe(client, node);
        }
    }

    private SSLSocket connect(URI uri) {
        try {
            return client.connect(uri);
        } catch (IOException unreachable) {
            throw unreachable(unreachable);
        }
    }

    private static ApiError unreachable(IOException why) {
        return ApiError.internal("error dialing backend: " + why.getMessage());
    }

    private byte[] head(URI uri) {
        StringBuilder head = new StringBuilder();
        head.append(
                "%s %s?%s HTTP/1.1\r\n"
                        .formatted(
                                question.method(),
                                uri.getRawPath(),
                                uri.getRawQuery() == null ? "" : uri.getRawQuery()));
        head.append("Host: ").append(uri.getAuthority()).append("\r\nConnection: Upgrade\r\n");
        for (String name : PASSED) {
            @Nullable String value = question.headers().get(name);
            if (value != null) {
                head.append(name).append(": ").append(value).append("\r\n");
            }
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /// Nothing that the client sends reaches the node before the node has left HTTP: it would be another request.
    private static byte[] answerHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last = 0;
        while (last != 0x0D0A0D0A) {
            int next = in.read();
            if (next < 0 || head.size() >= HEAD_BYTES_MAX) {
                throw new IOException("the node's answer has no end of its head");
            }
            head.write(next);
            last = last << 8 | next;
        }
        return head.toByteArray();
    }

    private static int status(String head) {
        String[] words = head.split(" ", 3);
        return words.length > 1 && words[1].matches("[45]\\d\\d")
                ? Integer.parseInt(words[1])
                : 500;
    }

    private static byte[] body(String head, InputStream in) throws IOException {
        int length =
                head.lines()
                        .map(line -> line.toLowerCase(Locale.ROOT))
                        .filter(line -> line.matches("content-length: *\\d{1,6}"))
                        .map(line -> Integer.parseInt(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElse(0);
        return in.readNBytes(Math.min(length, REFUSAL_BYTES_MAX));
    }

    private static ApiError refusal(int code, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        return ApiError.ofNode(code, text);
    }

    private static byte[] refusalHead(ApiError refused) throws IOException {
        byte[] body = JSON.writeValueAsBytes(refused.status());
        byte[] head =
                """
                HTTP/1.1 %d Refused\r
                Content-Type: application/json\r
                Content-Length: %d\r
                Connection: close\r
                \r
                """
                        .formatted(refused.code(), body.length)
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    private static void pipe(Wire client, SSLSocket node) throws InterruptedException {
        CountDownLatch clientGone = new CountDownLatch(1);
        Thread up =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                OutputStream out = node.getOutputStream();
                                byte @Nullable [] bytes = client.read();
                                while (bytes != null) {
                                    out.write(bytes);
                                    bytes = client.read();
                                }
                            } catch (IOException _) {
                                // Gone is gone; the node hears it now.
                            }
                            clientGone.countDown();
                            close(node);
                        });
        try {
            InputStream in = node.getInputStream();
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                client.write(Arrays.copyOf(chunk, n));
            }
            // The client closes first, or its last bytes on the way would break what it still has
            // to read.
            boolean _ = clientGone.await(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException _) {
            // The client or the node is gone: so is the other.
        }
        client.close();
        close(node);
        up.join();
    }

    private static void close(SSLSocket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // Nothing is left to be done with it.
        }
    }
}
