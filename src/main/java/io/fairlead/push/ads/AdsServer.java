package io.fairlead.push.ads;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// The gRPC server for proxies: in plaintext for loopback, or where somebody chose it; or behind TLS, where everybody
/// proves who he is.
public final class AdsServer implements AutoCloseable {

    private static final int CLOSE_SECONDS = 3;
    private static final int HANDSHAKE_SECONDS = 10;
    private static final int CONNECTION_STREAMS_MAX = 1_000;

    private final Server server;
    private final Streams streams;

    /// What a port needs that knows its callers.
    ///
    /// @param admission lets callers in
    /// @param others what is served beside xDS
    public record Security(
            SslContext tls, ServerInterceptor admission, List<BindableService> others) {
        public Security {
            others = List.copyOf(others);
        }
    }

    /// In plaintext.
    ///
    /// @param others what is served beside xDS
    public AdsServer(
            InetSocketAddress address,
            Streams streams,
            AdsLimits limits,
            List<BindableService> others) {
        this.streams = streams;
        NettyServerBuilder builder = builder(address, streams, limits);
        others.forEach(builder::addService);
        this.server = builder.build();
    }

    /// Behind TLS.
    public AdsServer(
            InetSocketAddress address, Streams streams, AdsLimits limits, Security security) {
        this.streams = streams;
        NettyServerBuilder builder =
                builder(address, streams, limits)
                        .sslContext(security.tls())
                        .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
                        .intercept(security.admission());
        security.others().forEach(builder::addService);
        this.server = builder.build();
    }

    private static NettyServerBuilder builder(
            InetSocketAddress address, Streams streams, AdsLimits limits) {
        return NettyServerBuilder.forAddress(address)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .addService(streams)
                .maxInboundMessageSize(limits.requestBytesMax())
                .maxConcurrentCallsPerConnection(CONNECTION_STREAMS_MAX)
                .keepAliveTime(limits.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(limits.keepAliveWait().toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(limits.keepAlive().toMillis() / 2, TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxConnectionAge(limits.connectionAgeMax().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionAgeGrace(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    public void start() throws IOException {
        server.start();
    }

    /// The port that it listens on.
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdown();
        streams.closeAll();
        try {
            if (!server.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException _) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
