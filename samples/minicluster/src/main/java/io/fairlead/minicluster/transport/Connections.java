package io.fairlead.minicluster.transport;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.tls.Tls;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connections of HTTP/1.1 that may leave HTTP for a [Protocol], and that know whether their client is gone.
public final class Connections implements ServerConnectionSelector {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final ScopedValue<HelidonSocket> SOCKET = ScopedValue.newInstance();

    private static final int HEAD_BYTES_MAX = 1 << 16;

    /// As clients write it in the header `Upgrade`.
    private static final List<String> PROTOCOLS =
            List.of("websocket", "WebSocket", "SPDY/3.1", "spdy/3.1");

    private final ServerConnectionSelector http1;

    private Connections(ServerConnectionSelector http1) {
        this.http1 = http1;
    }

    /// Decides whether a connection leaves HTTP.
    @FunctionalInterface
    public interface Upgrades {

        /// What is spoken from now on; null where this request gets an ordinary answer.
        @Nullable Protocol protocol(HttpPrologue prologue, Headers headers, PeerInfo peer);
    }

    /// A server that listens; port 0 takes a free one.
    public static WebServer serve(
            InetSocketAddress address,
            Tls tls,
            int requestsMax,
            Handler handler,
            Upgrades upgrades) {
        var http1 =
                Http1ConnectionSelector.builder()
                        .config(
                                Http1Config.builder()
                                        .maxHeadersSize(HEAD_BYTES_MAX)
                                        .maxPrologueLength(HEAD_BYTES_MAX)
                                        .build());
        PROTOCOLS.forEach(name -> http1.addUpgrader(new Upgrader(name, upgrades)));
        return WebServer.builder()
                .shutdownHook(false)
                .address(address.getAddress())
                .port(address.getPort())
                .featuresDiscoverServices(false)
                .protocolsDiscoverServices(false)
                .maxConcurrentRequests(requestsMax)
                .tls(tls)
                .addConnectionSelector(new Connections(http1.build()))
                .addRouting(HttpRouting.builder().any(handler))
                .build()
                .start();
    }

    /// Whether the client of the request that this thread serves is gone. To be asked by whoever has nothing to write
    /// for a while, from any thread, until the next byte is written.
    public static BooleanSupplier gone() {
        HelidonSocket socket = SOCKET.get();
        socket.idle();
        return () -> !socket.isConnected();
    }

    @Override
    public int bytesToIdentifyConnection() {
        return http1.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return http1.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        ServerConnection connection = http1.connection(context);
        return new ServerConnection() {
            @Override
            public void handle(Limit limit) throws InterruptedException {
                ScopedValue.where(SOCKET, context.serverSocket())
                        .<Boolean, InterruptedException>call(() -> {
                            connection.handle(limit);
                            return true;
                        });
            }

            @Override
            public Duration idleTime() {
                return connection.idleTime();
            }

            @Override
            public void close(boolean interrupt) {
                connection.close(interrupt);
            }
        };
    }

    private record Upgrader(String supportedProtocol, Upgrades upgrades) implements Http1Upgrader {

        @Override
        public @Nullable ServerConnection upgrade(
                ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
            @Nullable Protocol protocol =
                    upgrades.protocol(prologue, headers, context.remotePeer());
            return protocol == null ? null : new Left(new SocketWire(context), protocol);
        }
    }

    /// A connection that has left HTTP.
    private record Left(Wire wire, Protocol protocol) implements ServerConnection {

        @Override
        public void handle(Limit limit) {
            try {
                protocol.speak(wire);
            } catch (IOException gone) {
                LOG.debug("event=connection_lost reason={}", gone.getMessage());
            } catch (InterruptedException _) {
                // The server stops, or nobody listens any more.
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public Duration idleTime() {
            // Whoever is silent for long may still listen.
            return Duration.ZERO;
        }

        @Override
        public void close(boolean interrupt) {
            wire.close();
        }
    }
}
