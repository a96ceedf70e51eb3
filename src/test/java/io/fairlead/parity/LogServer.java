package io.fairlead.parity;

import io.envoyproxy.envoy.service.accesslog.v3.AccessLogServiceGrpc;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A server that takes access logs, and may stop to read them.
final class LogServer extends AccessLogServiceGrpc.AccessLogServiceImplBase
        implements AutoCloseable {
    private final LinkedBlockingQueue<StreamAccessLogsMessage> messages =
            new LinkedBlockingQueue<>();
    private final boolean reading;
    private final Server server;

    /// @param port zero for any
    /// @param reading false: streams are opened, and nothing that comes on them is read
    LogServer(int port, boolean reading) throws IOException {
        this.reading = reading;
        this.server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                        .addService(this)
                        .build()
                        .start();
    }

    int port() {
        return server.getPort();
    }

    /// The next message; fails when none comes.
    StreamAccessLogsMessage next() throws InterruptedException {
        StreamAccessLogsMessage next = messages.poll(30, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came");
        }
        return next;
    }

    @Override
    public StreamObserver<StreamAccessLogsMessage> streamAccessLogs(
            StreamObserver<StreamAccessLogsResponse> out) {
        if (!reading) {
            ((ServerCallStreamObserver<StreamAccessLogsResponse>) out).disableAutoRequest();
        }
        return new StreamObserver<>() {
            @Override
            public void onNext(StreamAccessLogsMessage message) {
                messages.add(message);
            }

            @Override
            public void onError(Throwable thrown) {
                // The proxy is gone.
            }

            @Override
            public void onCompleted() {
                out.onNext(StreamAccessLogsResponse.getDefaultInstance());
                out.onCompleted();
            }
        };
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            boolean _ = server.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
