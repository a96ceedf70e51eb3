package io.fairlead.proxy.identity.ca;

import com.google.protobuf.ByteString;
import io.fairlead.proxy.grpc.Closed;
import io.fairlead.proxy.grpc.GrpcConnection;
import io.fairlead.proxy.grpc.GrpcTarget;
import io.fairlead.proxy.grpc.StreamEvents;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Istio's CSR API over gRPC. Each request has a connection of its own: they are hours apart, and so a new root,
/// token or address counts from the next request on.
public final class CaClient implements CertificateAuthority {

    private static final String METHOD = "/istio.v1.auth.IstioCertificateService/CreateCertificate";

    // Statuses of gRPC.
    private static final int OK = 0;
    private static final int INVALID_ARGUMENT = 3;
    private static final int PERMISSION_DENIED = 7;
    private static final int UNAUTHENTICATED = 16;
    private static final int UNIMPLEMENTED = 12;

    private final EventLoop loop;
    private final Class<? extends Channel> channelType;
    private final GrpcTarget target;
    private final Duration patience;

    /// @param loop where the connection lives; never the thread that calls [#sign]
    /// @param patience for one answer
    public CaClient(
            EventLoop loop,
            Class<? extends Channel> channelType,
            GrpcTarget target,
            Duration patience) {
        this.loop = loop;
        this.channelType = channelType;
        this.target = target;
        this.patience = patience;
    }

    @Override
    public Answer sign(String csr, Duration life) throws InterruptedException {
        Call call = new Call(CaMessages.request(csr, life));
        GrpcConnection connection = new GrpcConnection(loop, channelType, target, call);
        call.connection = connection;
        connection.open(METHOD);
        try {
            return call.answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return new Answer.Failed(
                    Cause.UNAVAILABLE,
                    "no answer from %s within %d s".formatted(target, patience.toSeconds()));
        } catch (ExecutionException e) {
            throw new IllegalStateException("the call completes only with answers", e);
        } finally {
            loop.execute(connection::close);
        }
    }

    /// One request and what comes back.
    private final class Call implements StreamEvents {
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private final byte[] request;
        private @Nullable GrpcConnection connection;
        private @Nullable ByteString message;

        Call(byte[] request) {
            this.request = request;
        }

        @Override
        public void onOpen() {
            if (connection != null) {
                connection.sendLast(request);
            }
        }

        @Override
        public void onMessage(ByteString received) {
            message = received;
        }

        @Override
        public void onClosed(Closed closed) {
            answer.complete(closed.status() == OK ? signed(message) : failed(closed));
        }
    }

    private Answer signed(@Nullable ByteString message) {
        if (message == null) {
            return new Answer.Failed(Cause.GARBLED, target + " ended the call without a message");
        }
        try {
            List<String> parts = CaMessages.response(message);
            return new Answer.Signed(parts);
        } catch (IOException e) {
            return new Answer.Failed(
                    Cause.GARBLED,
                    "%s sent what is no answer of a CA: %s".formatted(target, e.getMessage()));
        }
    }

    private Answer failed(Closed closed) {
        Cause cause =
                switch (closed.status()) {
                    case INVALID_ARGUMENT -> Cause.INVALID;
                    case PERMISSION_DENIED, UNIMPLEMENTED -> Cause.DENIED;
                    case UNAUTHENTICATED -> Cause.UNAUTHENTICATED;
                    default -> Cause.UNAVAILABLE;
                };
        String status =
                closed.status() == Closed.NO_STATUS ? "" : "gRPC status " + closed.status() + ": ";
        return new Answer.Failed(cause, target + ": " + status + closed.message());
    }
}
