package io.fairlead.minicluster.api.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.fairlead.minicluster.api.access.Authorizer;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.auth.Access;
import io.fairlead.minicluster.auth.User;
import io.fairlead.minicluster.transport.Connections;
import io.fairlead.minicluster.transport.Protocol;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens for requests over TLS, asks {@link Callers} who sends them, and writes what {@link Router} answers.
public final class ApiServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HeaderName WEB_SOCKET_KEY = HeaderNames.create("Sec-WebSocket-Key");

    private final Router router;
    private final Callers callers;
    private final Authorizer authorizer;
    private final ApiLimits limits;
    private final WebServer server;

    /// Whom it lets in, and what those may do.
    public record Doors(Callers callers, Authorizer authorizer) {}

    /// Starts to listen; port 0 takes a free one.
    public ApiServer(
            InetSocketAddress address, Tls tls, Router router, Doors doors, ApiLimits limits) {
        this.router = router;
        this.callers = doors.callers();
        this.authorizer = doors.authorizer();
        this.limits = limits;
        this.server =
                Connections.serve(address, tls, limits.requestsMax(), this::serve, this::protocol);
    }

    /// The server's own certificate, and clients' certificates where they have one.
    public static Tls tls(ClusterPki.Identity own, ClusterPki pki) {
        return Tls.builder()
                .privateKey(own.key())
                .privateKeyCertChain(List.of(own.certificate(), pki.root()))
                .trust(List.of(pki.root()))
                .clientAuth(TlsClientAuth.OPTIONAL)
                .build();
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private void serve(ServerRequest request, ServerResponse response) {
        Answer answer;
        try {
            answer =
                    answer(
                            request.prologue(),
                            request.headers(),
                            request.remotePeer(),
                            body(request));
        } catch (ApiError refused) {
            answer = Answer.error(refused);
        } catch (IOException | RuntimeException fault) {
            LOG.error("event=api_request_failed path={}", request.path().rawPath(), fault);
            answer = Answer.error(ApiError.internal(fault.toString()));
        }
        write(answer, response);
    }

    /// What a connection speaks that leaves HTTP; null where the request gets an answer instead, which may be an error.
    private @Nullable Protocol protocol(HttpPrologue prologue, Headers headers, PeerInfo peer) {
        try {
            return switch (answer(prologue, headers, peer, ByteString.EMPTY)) {
                case Answer.Relay(NodeCall call) when call.leaves() -> call::join;
                case Answer.Stream(_, WatchStream changes) ->
                        headers.first(WEB_SOCKET_KEY)
                                .map(key -> new WatchSocket(changes, key))
                                .orElse(null);
                default -> null;
            };
        } catch (ApiError _) {
            return null;
        }
    }

    private Answer answer(HttpPrologue prologue, Headers fields, PeerInfo peer, ByteString body) {
        List<String> path = path(prologue.uriPath().rawPath());
        List<Certificate> certificates =
                peer.tlsCertificates().map(Arrays::asList).orElse(List.of());
        String authorization = fields.first(HeaderNames.AUTHORIZATION).orElse("");
        User caller = callers.user(certificates, authorization);
        Map<String, String> query = new HashMap<>();
        for (String name : prologue.query().names()) {
            query.put(name, prologue.query().first(name).orElse(""));
        }
        Map<String, String> headers = new HashMap<>();
        Map<String, List<String>> all = new HashMap<>();
        for (Header header : fields) {
            headers.put(header.name().toLowerCase(Locale.ROOT), header.values());
            all.put(header.name().toLowerCase(Locale.ROOT), header.allValues());
        }
        User user = Impersonation.of(caller, all, authorizer);
        String method = prologue.method().text().toUpperCase(Locale.ROOT);
        authorizer.require(user, Access.of(method, path, query));
        Map<String, List<String>> repeated = new HashMap<>();
        for (String name : List.of("command", "ports")) {
            repeated.put(name, prologue.query().all(name, List::of));
        }
        return router.answer(new Question(method, path, query, repeated, headers, body, user));
    }

    private ByteString body(ServerRequest request) throws IOException {
        if (!request.content().hasEntity()) {
            return ByteString.EMPTY;
        }
        try (InputStream in = request.content().inputStream()) {
            byte[] body = in.readNBytes(limits.bodyBytesMax() + 1);
            if (body.length > limits.bodyBytesMax()) {
                throw ApiError.tooLarge(limits.bodyBytesMax());
            }
            return ByteString.copyFrom(body);
        }
    }

    private static List<String> path(String raw) {
        List<String> parts = new ArrayList<>();
        for (String part : raw.split("/")) {
            if (!part.isEmpty()) {
                parts.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
            }
        }
        return parts;
    }

    private static void write(Answer answer, ServerResponse response) {
        try {
            switch (answer) {
                case Answer.Text text -> {
                    response.status(Status.create(text.code()))
                            .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
                    response.send(text.text().getBytes(StandardCharsets.UTF_8));
                }
                case Answer.Bytes bytes -> {
                    response.header(HeaderNames.CONTENT_TYPE, bytes.contentType());
                    response.send(bytes.body().toByteArray());
                }
                case Answer.Tree tree -> {
                    response.status(Status.create(tree.code()))
                            .header(HeaderNames.CONTENT_TYPE, tree.contentType());
                    if (!tree.warnings().isEmpty()) {
                        response.header(
                                HeaderNames.create("Warning"),
                                tree.warnings().stream()
                                        .map(w -> "299 - \"" + w.replace("\"", "\\\"") + "\"")
                                        .toArray(String[]::new));
                    }
                    response.send(JSON.writeValueAsBytes(tree.tree()));
                }
                case Answer.Relay relay -> {
                    try {
                        relay.call().answer(response);
                    } catch (ApiError refused) {
                        write(Answer.error(refused), response);
                    }
                }
                case Answer.Stream stream -> {
                    response.status(Status.OK_200)
                            .header(HeaderNames.CONTENT_TYPE, stream.contentType());
                    try (OutputStream out = response.outputStream()) {
                        stream.changes().writeTo(out);
                    }
                }
            }
        } catch (IOException | UncheckedIOException gone) {
            LOG.debug("event=api_client_gone reason={}", gone.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
