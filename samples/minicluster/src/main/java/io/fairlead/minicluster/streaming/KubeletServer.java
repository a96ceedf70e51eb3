package io.fairlead.minicluster.streaming;

import io.fairlead.minicluster.kubelet.ContainerAccess;
import io.fairlead.minicluster.kubelet.LogOptions;
import io.fairlead.minicluster.kubelet.LogReader;
import io.fairlead.minicluster.kubelet.PodAccess;
import io.fairlead.minicluster.streaming.Refused.Reason;
import io.fairlead.minicluster.transport.Connections;
import io.fairlead.minicluster.transport.Protocol;
import io.fairlead.minicluster.transport.Subject;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens for the API server, which shows itself by its certificate.
///
/// ```
/// GET /containerLogs/NAMESPACE/POD/CONTAINER?follow=true&tailLines=5
/// GET /exec/NAMESPACE/POD/CONTAINER?command=ls&output=1      leaves HTTP for WebSocket or SPDY/3.1
/// GET /portForward/NAMESPACE/POD                             the same
/// ```
public final class KubeletServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KubeletServer.class);

    private final Pods pods;
    private final String caller;
    private final StreamLimits limits;
    private final Semaphore sessions;
    private final WebServer server;

    /// Knows the pods of this node.
    @FunctionalInterface
    public interface Pods {

        /// The pod of this name, where it runs here.
        Optional<PodAccess> find(String namespace, String name);
    }

    /// By what the server is known, and whom it knows.
    ///
    /// @param root signs the caller's certificate
    /// @param caller common name of the only one who may ask
    public record Keys(X509Certificate root, X509Certificate own, PrivateKey key, String caller) {}

    private KubeletServer(InetSocketAddress address, Keys keys, Pods pods, StreamLimits limits) {
        this.pods = pods;
        this.caller = keys.caller();
        this.limits = limits;
        this.sessions = new Semaphore(limits.sessionsMax());
        this.server =
                Connections.serve(
                        address,
                        Tls.builder()
                                .privateKey(keys.key())
                                .privateKeyCertChain(List.of(keys.own(), keys.root()))
                                .trust(List.of(keys.root()))
                                .clientAuth(TlsClientAuth.REQUIRED)
                                .build(),
                        limits.requestsMax(),
                        this::serve,
                        this::protocol);
    }

    /// Starts to listen; port 0 takes a free one.
    public static KubeletServer start(
            InetSocketAddress address, Keys keys, Pods pods, StreamLimits limits) {
        return new KubeletServer(address, keys, pods, limits);
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private void serve(ServerRequest request, ServerResponse response) {
        try {
            StreamRequest asked =
                    request(request.prologue(), request.headers(), request.remotePeer());
            if (asked.what().equals("containerLogs")) {
                log(asked, response);
                return;
            }
            StreamSession _ = session(asked);
            throw new Refused(
                    Reason.BAD_REQUEST, "this path is for connections that leave HTTP (Upgrade)");
        } catch (Refused refused) {
            response.status(Status.create(refused.reason().code()))
                    .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .send(refused.text().getBytes(StandardCharsets.UTF_8));
        } catch (IOException | UncheckedIOException gone) {
            LOG.debug("event=log_reader_gone reason={}", gone.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void log(StreamRequest asked, ServerResponse response)
            throws Refused, IOException, InterruptedException {
        LogOptions options = asked.logOptions();
        boolean previous = asked.flag("previous");
        ContainerAccess container = container(asked);
        LogReader reader =
                container.log(previous).orElseThrow(() -> asked.noLog(container, previous));
        response.status(Status.OK_200)
                .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
        try (OutputStream out = response.outputStream()) {
            reader.writeTo(out, options, Connections.gone());
        }
    }

    /// Null where the request gets an answer instead, which says what is wrong with it.
    private @Nullable Protocol protocol(HttpPrologue prologue, Headers headers, PeerInfo peer) {
        try {
            StreamRequest asked = request(prologue, headers, peer);
            if (asked.what().equals("containerLogs")) {
                return null;
            }
            StreamSession session = session(asked);
            return wire -> {
                if (!sessions.tryAcquire()) {
                    wire.write(Refused.tooMany(limits.sessionsMax()).answer());
                    return;
                }
                try {
                    session.speak(wire);
                } finally {
                    sessions.release();
                }
            };
        } catch (Refused _) {
            return null;
        }
    }

    private StreamSession session(StreamRequest asked) throws Refused {
        return switch (asked.what()) {
            case "exec" -> StreamSession.command(asked, container(asked), limits);
            case "portForward" -> StreamSession.ports(asked, pod(asked), limits);
            default -> throw new Refused(Reason.NOT_FOUND, "no such path");
        };
    }

    private PodAccess pod(StreamRequest asked) throws Refused {
        return pods.find(asked.namespace(), asked.pod())
                .orElseThrow(() ->
                        new Refused(
                                Reason.NOT_FOUND,
                                "pod %s/%s doesn't run on this node"
                                        .formatted(asked.namespace(), asked.pod())));
    }

    private ContainerAccess container(StreamRequest asked) throws Refused {
        return pod(asked)
                .container(asked.container())
                .orElseThrow(() ->
                        new Refused(
                                Reason.NOT_FOUND,
                                "container %s not found in pod %s"
                                        .formatted(asked.container(), asked.pod())));
    }

    private StreamRequest request(HttpPrologue prologue, Headers headers, PeerInfo peer)
            throws Refused {
        boolean known =
                peer.tlsCertificates().stream()
                        .map(all -> all[0])
                        .anyMatch(one ->
                                one instanceof X509Certificate own
                                        && Subject.of(own.getSubjectX500Principal())
                                                .filter(who -> who.name().equals(caller))
                                                .isPresent());
        if (!known) {
            throw new Refused(Reason.FORBIDDEN, "only " + caller + " may ask");
        }
        Map<String, List<String>> query = new TreeMap<>();
        UriQuery parameters = prologue.query();
        for (String name : parameters.names()) {
            query.put(name, parameters.all(name));
        }
        Map<String, String> fields = new TreeMap<>();
        for (Header header : headers) {
            fields.put(
                    header.name().toLowerCase(Locale.ROOT), String.join(",", header.allValues()));
        }
        return StreamRequest.of(prologue.uriPath().path(), query, fields);
    }
}
