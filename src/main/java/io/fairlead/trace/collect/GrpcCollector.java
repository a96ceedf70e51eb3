package io.fairlead.trace.collect;

import io.fairlead.trace.decode.Format;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A port where spans arrive by gRPC. It has a thread of its own for its connections, and none for their calls.
final class GrpcCollector implements AutoCloseable {

    private static final int CLOSE_SECONDS = 2;
    private static final int HEAD_BYTES_MAX = 8 * 1024;
    private static final int IDLE_MINUTES = 10;

    private final Server server;
    private final MultiThreadIoEventLoopGroup loop;

    GrpcCollector(
            InetSocketAddress address, SpanMethod method, Intake intake, CollectLimits limits) {
        this.loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        this.server =
                NettyServerBuilder.forAddress(address)
                        .channelFactory(() -> new CappedServerChannel(limits.connectionsMax()))
                        .bossEventLoopGroup(loop)
                        .workerEventLoopGroup(loop)
                        .directExecutor()
                        .addService(method.service(() -> Optional.of(intake)))
                        .addStreamTracerFactory(new Large(method.format(), intake))
                        .maxInboundMessageSize(limits.requestBytesMax())
                        .maxInboundMetadataSize(HEAD_BYTES_MAX)
                        .maxConcurrentCallsPerConnection(limits.callsMax())
                        .maxConnectionIdle(IDLE_MINUTES, TimeUnit.MINUTES)
                        .permitKeepAliveWithoutCalls(true)
                        .build();
    }

    void start() throws IOException {
        server.start();
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            if (!server.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        var _ = loop.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    /// Counts requests that the library refuses by their size.
    private static final class Large extends ServerStreamTracer.Factory {
        private final Format format;
        private final Intake intake;

        Large(Format format, Intake intake) {
            this.format = format;
            this.intake = intake;
        }

        @Override
        public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
            return new ServerStreamTracer() {
                @Override
                public void streamClosed(Status status) {
                    String said = String.valueOf(status.getDescription());
                    if (said.contains("exceeds maximum size")) {
                        intake.tooLarge(format);
                    }
                }
            };
        }
    }
}
