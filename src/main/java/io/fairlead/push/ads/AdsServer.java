package io.fairlead.push.ads;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// The gRPC server for proxies, in plaintext: for loopback, or where somebody chose it.
public final class AdsServer implements AutoCloseable {

    private static final int CLOSE_SECONDS = 3;
    private static final int CONNECTION_STREAMS_MAX = 1_000;

    private final Server server;
    private final Streams streams;

    public AdsServer(InetSocketAddress address, Streams streams, AdsLimits limits) {
        this.streams = streams;
        this.server =
                NettyServerBuilder.forAddress(address)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .addService(streams)
                        .maxInboundMessageSize(limits.requestBytesMax())
                        .maxConcurrentCallsPerConnection(CONNECTION_STREAMS_MAX)
                        .keepAliveTime(limits.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
                        .keepAliveTimeout(limits.keepAliveWait().toMillis(), TimeUnit.MILLISECONDS)
                        .permitKeepAliveTime(
                                limits.keepAlive().toMillis() / 2, TimeUnit.MILLISECONDS)
                        .permitKeepAliveWithoutCalls(true)
                        .maxConnectionAge(
                                limits.connectionAgeMax().toMillis(), TimeUnit.MILLISECONDS)
                        .maxConnectionAgeGrace(CLOSE_SECONDS, TimeUnit.SECONDS)
                        .build();
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
