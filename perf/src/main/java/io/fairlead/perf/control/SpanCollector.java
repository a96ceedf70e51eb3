package io.fairlead.perf.control;

import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/// Takes spans by OTLP over gRPC and counts their bytes. Says so when none came: then nothing was measured.
public final class SpanCollector implements AutoCloseable {
    private static final String SERVICE = "opentelemetry.proto.collector.trace.v1.TraceService";

    private final String of;
    private final AtomicLong bytes = new AtomicLong();
    private final Server server;

    private SpanCollector(String of) throws IOException {
        this.of = of;
        MethodDescriptor<byte[], byte[]> export =
                MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName(SERVICE + "/Export")
                        .build();
        this.server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .addService(
                                ServerServiceDefinition.builder(SERVICE)
                                        .addMethod(
                                                export,
                                                ServerCalls.<byte[], byte[]>asyncUnaryCall(
                                                        (request, answer) -> {
                                                            bytes.addAndGet(request.length);
                                                            answer.onNext(new byte[0]);
                                                            answer.onCompleted();
                                                        }))
                                        .build())
                        .build()
                        .start();
    }

    /// @param of whose spans they are
    public static SpanCollector start(String of) throws IOException {
        return new SpanCollector(of);
    }

    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
        System.err.println(
                bytes.get() == 0
                        ? "perf: no span of " + of + " arrived: its figures are those of no tracing"
                        : "# " + of + " sent " + bytes.get() + " bytes of spans");
    }

    private record Bytes() implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
