package io.fairlead.app;

import io.fairlead.trace.collect.CollectLimits;
import io.fairlead.trace.collect.Collectors;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;

/// A daemon with a console and collectors on free ports, and the ways to report and ask.
final class TracingDaemon implements AutoCloseable {

    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Daemon daemon;

    private TracingDaemon(Daemon daemon) {
        this.daemon = daemon;
    }

    static TracingDaemon start(CollectLimits limits) throws Exception {
        Daemon daemon =
                new Daemon(
                        new DaemonOptions(
                                List.of(),
                                null,
                                ANY,
                                ANY,
                                ANY,
                                100,
                                null,
                                new ConsoleOptions(ANY, Set.of()),
                                new TraceOptions(
                                        new Collectors.Addresses(ANY, ANY, ANY, ANY), limits)));
        daemon.start();
        return new TracingDaemon(daemon);
    }

    Collectors.Ports ports() {
        return daemon.collectorPorts();
    }

    int xdsPort() {
        return daemon.xdsPort();
    }

    String console() {
        return "http://127.0.0.1:" + daemon.consolePort();
    }

    HttpResponse<String> get(String path) throws Exception {
        return get(console(), path);
    }

    String metrics() throws Exception {
        return get("http://127.0.0.1:" + daemon.monitoringPort(), "/metrics").body();
    }

    static HttpResponse<String> get(String base, String path) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(base + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    static int post(int port, String path, String type, byte[] body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    /// Sends to Jaeger's collector at this port.
    static void postSpans(int port, byte[] request) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            postSpans(channel, request);
        } finally {
            channel.shutdownNow();
        }
    }

    static void postSpans(Channel channel, byte[] request) {
        MethodDescriptor<byte[], byte[]> method =
                MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName("jaeger.api_v2.CollectorService/PostSpans")
                        .build();
        ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
    }

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

    @Override
    public void close() {
        daemon.close();
    }
}
