package io.fairlead.proxy.http.h2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.proxy.LeakWatch;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Route;
import io.fairlead.proxy.model.RouteMatch;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// A real gRPC client and server, with the proxy between them.
@ExtendWith(LeakWatch.class)
@Timeout(60)
class GrpcTest {

    private final CountDownLatch cancelled = new CountDownLatch(1);
    private Server server;
    private Proxy proxy;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .maxInboundMessageSize(16 << 20)
                        .addService(service())
                        .build()
                        .start();
        proxy =
                Proxy.with(
                        List.of(Route.of("grpc", RouteMatch.ALL, Action.Forward.to("echo"))),
                        Proxy.cluster("echo", server.getPort())
                                .withProtocol(Cluster.Protocol.HTTP2));
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", proxy.http2Port())
                        .usePlaintext()
                        .maxInboundMessageSize(16 << 20)
                        .build();
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        proxy.close();
        server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }

    @Test
    void aUnaryCallIsAnsweredAndLogged() throws Exception {
        assertThat(call("unary", "hello")).isEqualTo("echo hello");
        Proxy.Seen seen = proxy.seen();
        assertThat(seen.protocol()).isEqualTo("HTTP/2");
        assertThat(seen.path()).isEqualTo("/echo/unary");
        assertThat(seen.code()).isEqualTo(200);
        assertThat(seen.grpcStatus()).isEqualTo(0);
        assertThat(seen.flags()).isEqualTo("-");
    }

    @Test
    void manyCallsAtOnceShareAConnection() {
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            var answer = new CompletableFuture<String>();
            ClientCalls.asyncUnaryCall(
                    channel.newCall(method("unary", MethodType.UNARY), CallOptions.DEFAULT),
                    "n" + i,
                    into(answer));
            answers.add(answer);
        }
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).join()).isEqualTo("echo n" + i);
        }
    }

    @Test
    void aMessageLargerThanAllWindowsGoesThrough() {
        String large = "x".repeat(8 << 20);
        assertThat(call("unary", large)).isEqualTo("echo " + large);
    }

    @Test
    void theServersStreamArrivesInOrder() {
        Iterator<String> answers =
                ClientCalls.blockingServerStreamingCall(
                        channel,
                        method("count", MethodType.SERVER_STREAMING),
                        CallOptions.DEFAULT,
                        "5000");
        for (int i = 0; i < 5000; i++) {
            assertThat(answers.next()).isEqualTo("" + i);
        }
        assertThat(answers.hasNext()).isFalse();
    }

    @Test
    void bothSidesTalkInTurn() throws Exception {
        var answers = new java.util.concurrent.LinkedBlockingQueue<String>();
        StreamObserver<String> requests =
                ClientCalls.asyncBidiStreamingCall(
                        channel.newCall(
                                method("chat", MethodType.BIDI_STREAMING), CallOptions.DEFAULT),
                        new StreamObserver<String>() {
                            @Override
                            public void onNext(String value) {
                                answers.add(value);
                            }

                            @Override
                            public void onError(Throwable error) {
                                answers.add(error.toString());
                            }

                            @Override
                            public void onCompleted() {
                                answers.add("done");
                            }
                        });
        for (int i = 0; i < 20; i++) {
            requests.onNext("turn " + i);
            assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo("echo turn " + i);
        }
        requests.onCompleted();
        assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo("done");
        assertThat(proxy.seen().grpcStatus()).isEqualTo(0);
    }

    @Test
    void anErrorStatusArrivesWithItsText() throws Exception {
        StatusRuntimeException error =
                catchThrowableOfType(
                        StatusRuntimeException.class, () -> call("fail", "no such thing"));
        assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(error.getStatus().getDescription()).isEqualTo("no such thing");
        assertThat(proxy.seen().grpcStatus()).isEqualTo(5);
    }

    @Test
    void aDeadlineEndsTheCallOnBothSides() throws Exception {
        // Both connections exist, so that the time is enough for the call to arrive.
        assertThat(call("unary", "a")).isEqualTo("echo a");
        StatusRuntimeException error =
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () ->
                                ClientCalls.blockingUnaryCall(
                                        channel,
                                        method("never", MethodType.UNARY),
                                        CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.SECONDS),
                                        "x"));
        assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aCancelledCallIsCancelledAtTheServer() throws Exception {
        var call = channel.newCall(method("never", MethodType.UNARY), CallOptions.DEFAULT);
        ClientCalls.asyncUnaryCall(call, "x", into(new CompletableFuture<>()));
        // The server has it as soon as another call is answered.
        assertThat(call("unary", "y")).isEqualTo("echo y");
        call.cancel("not needed", null);
        assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
        proxy.seen();
        assertThat(proxy.seen().flags()).isEqualTo("DC");
    }

    @Test
    void aServerThatIsGoneIsUnavailable() throws Exception {
        assertThat(call("unary", "a")).isEqualTo("echo a");
        server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        StatusRuntimeException error =
                catchThrowableOfType(StatusRuntimeException.class, () -> call("unary", "b"));
        assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        // In the proxy's own words: the answer was gRPC's, not an HTTP status that the client
        // translates.
        assertThat(error.getStatus().getDescription())
                .startsWith("upstream connect error or disconnect/reset before headers. ");
        proxy.seen();
        Proxy.Seen seen = proxy.seen();
        assertThat(seen.code()).isEqualTo(200);
        assertThat(seen.grpcStatus()).isEqualTo(14);
        assertThat(seen.details()).startsWith("upstream_reset_before_response_started{");
    }

    // What the tests are made of.

    private String call(String name, String request) {
        return ClientCalls.blockingUnaryCall(
                channel, method(name, MethodType.UNARY), CallOptions.DEFAULT, request);
    }

    private ServerServiceDefinition service() {
        return ServerServiceDefinition.builder("echo")
                .addMethod(
                        method("unary", MethodType.UNARY),
                        ServerCalls.asyncUnaryCall((String request, StreamObserver<String> out) -> {
                            out.onNext("echo " + request);
                            out.onCompleted();
                        }))
                .addMethod(
                        method("fail", MethodType.UNARY),
                        ServerCalls.asyncUnaryCall((String request, StreamObserver<String> out) ->
                                out.onError(
                                        Status.NOT_FOUND
                                                .withDescription(request)
                                                .asRuntimeException())))
                .addMethod(
                        method("never", MethodType.UNARY),
                        ServerCalls.asyncUnaryCall((String request, StreamObserver<String> out) ->
                                ((ServerCallStreamObserver<String>) out)
                                        .setOnCancelHandler(cancelled::countDown)))
                .addMethod(
                        method("count", MethodType.SERVER_STREAMING),
                        ServerCalls.asyncServerStreamingCall(
                                (String request, StreamObserver<String> out) -> {
                                    for (int i = 0; i < Integer.parseInt(request); i++) {
                                        out.onNext("" + i);
                                    }
                                    out.onCompleted();
                                }))
                .addMethod(
                        method("chat", MethodType.BIDI_STREAMING),
                        ServerCalls.asyncBidiStreamingCall(GrpcTest::echo))
                .build();
    }

    private static StreamObserver<String> echo(StreamObserver<String> out) {
        return new StreamObserver<>() {
            @Override
            public void onNext(String value) {
                out.onNext("echo " + value);
            }

            @Override
            public void onError(Throwable error) {}

            @Override
            public void onCompleted() {
                out.onCompleted();
            }
        };
    }

    private static StreamObserver<String> into(CompletableFuture<String> answer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(String value) {
                answer.complete(value);
            }

            @Override
            public void onError(Throwable error) {
                answer.completeExceptionally(error);
            }

            @Override
            public void onCompleted() {}
        };
    }

    private static MethodDescriptor<String, String> method(String name, MethodType type) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(type)
                .setFullMethodName("echo/" + name)
                .setRequestMarshaller(new Text())
                .setResponseMarshaller(new Text())
                .build();
    }

    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
