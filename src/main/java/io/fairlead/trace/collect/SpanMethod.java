package io.fairlead.trace.collect;

import io.fairlead.trace.decode.Format;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A method of gRPC that takes spans and answers with an empty message.
public enum SpanMethod {
    JAEGER("jaeger.api_v2.CollectorService/PostSpans", Format.JAEGER),
    OTLP("opentelemetry.proto.collector.trace.v1.TraceService/Export", Format.OTLP);

    private final String path;
    private final Format format;

    SpanMethod(String path, Format format) {
        this.path = path;
        this.format = format;
    }

    Format format() {
        return format;
    }

    /// All of them, for a port that serves more: there TLS protects what sidecars tell, and callers are known.
    ///
    /// @param intake none while this daemon holds no traces
    public static List<BindableService> all(Supplier<Optional<Intake>> intake) {
        return Stream.of(values())
                .<BindableService>map(method -> () -> method.service(intake))
                .toList();
    }

    ServerServiceDefinition service(Supplier<Optional<Intake>> intake) {
        MethodDescriptor<byte[], byte[]> descriptor =
                MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName(path)
                        .build();
        return ServerServiceDefinition.builder(path.substring(0, path.indexOf('/')))
                .addMethod(
                        descriptor,
                        ServerCalls.<byte[], byte[]>asyncUnaryCall((request, call) ->
                                intake.get()
                                        .ifPresentOrElse(
                                                known -> take(known, request, call),
                                                () -> refuse(call))))
                .build();
    }

    private void take(Intake intake, byte[] request, StreamObserver<byte[]> call) {
        var _ = intake.take(format, request).thenAccept(outcome -> answer(outcome, call));
    }

    private static void refuse(StreamObserver<byte[]> call) {
        call.onError(
                Status.UNIMPLEMENTED
                        .withDescription("this daemon holds no traces: start it with --traces")
                        .asRuntimeException());
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
