package io.fairlead.trace.collect;

import io.fairlead.trace.decode.Format;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/// A port where spans arrive by gRPC. It has a thread of its own for its connections, and none for their calls.
final class GrpcCollector implements AutoCloseable {

    private static final int CLOSE_SECONDS = 2;
    private static final int HEAD_BYTES_MAX = 8 * 1024;
    private static final int IDLE_MINUTES = 10;

    private final Server server;
    private final MultiThreadIoEventLoopGroup loop;

    /// A method that takes spans and answers with an empty message.
    enum Method {
        JAEGER("jaeger.api_v2.CollectorService/PostSpans", Format.JAEGER),
        OTLP("opentelemetry.proto.collector.trace.v1.TraceService/Export", Format.OTLP);

        private final String path;
        private final Format format;

        Method(String path, Format format) {
            this.path = path;
            this.format = format;
        }
    }

    GrpcCollector(InetSocketAddress address, Method method, Intake intake, CollectLimits limits) {
        this.loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        this.server =
                NettyServerBuilder.forAddress(address)
                        .channelFactory(() -> new CappedServerChannel(limits.connectionsMax()))
                        .bossEventLoopGroup(loop)
                        .workerEventLoopGroup(loop)
                        .directExecutor()
                        .addService(service(method, intake))
                        .addStreamTracerFactory(new Large(method.format, intake))
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

    private static ServerServiceDefinition service(Method method, Intake intake) {
        MethodDescriptor<byte[], byte[]> descriptor =
                MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName(method.path)
                        .build();
        String service = method.path.substring(0, method.path.indexOf('/'));
        return ServerServiceDefinition.builder(service)
                .addMethod(
                        descriptor,
                        ServerCalls.<byte[], byte[]>asyncUnaryCall(
                                (request, call) -> take(method.format, intake, request, call)))
                .build();
    }

    private static void take(
            Format format, Intake intake, byte[] request, StreamObserver<byte[]> call) {
        var _ = intake.take(format, request).thenAccept(outcome -> answer(outcome, call));
    }

    private static void answer(Outcome outcome, StreamObserver<byte[]> call) {
        switch (outcome) {
            case Outcome.Taken _ -> {
                call.onNext(new byte[0]);
                call.onCompleted();
            }
            case Outcome.Busy(String reason) ->
                    call.onError(
                            Status.RESOURCE_EXHAUSTED.withDescription(reason).asRuntimeException());
            case Outcome.Refused(String reason) ->
                    call.onError(
                            Status.INVALID_ARGUMENT.withDescription(reason).asRuntimeException());
        }
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

    /// Messages as they are.
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream message) {
            try {
                return message.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
