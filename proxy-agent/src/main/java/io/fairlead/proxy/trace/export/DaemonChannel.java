package io.fairlead.proxy.trace.export;

import io.fairlead.proxy.grpc.CallMetadata;
import io.fairlead.proxy.grpc.GrpcTarget;
import io.fairlead.proxy.grpc.Security;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

/// A channel to the daemon for the exporters, protected as the control plane's own connection is.
final class DaemonChannel {

    private DaemonChannel() {}

    /// Asks for the address and the TLS context of now; may wait.
    ///
    /// @throws IOException when there is none of them
    static ManagedChannel open(GrpcTarget target) throws IOException {
        InetAddress address = InetAddress.getByName(target.host());
        NettyChannelBuilder builder =
                NettyChannelBuilder.forAddress(new InetSocketAddress(address, target.port()))
                        .directExecutor()
                        .intercept(new Showing(target.metadata()));
        switch (target.security()) {
            case Security.Plaintext() ->
                    builder.usePlaintext().overrideAuthority(target.authority());
            case Security.Tls(String serverName, Security.ContextSource source) ->
                    builder.sslContext(source.context()).overrideAuthority(serverName);
        }
        return builder.build();
    }

    /// Shows with each call who this pod is.
    private record Showing(CallMetadata metadata) implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(
                MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return next.newCall(method, options.withCallCredentials(new Shown(metadata)));
        }
    }

    private static final class Shown extends CallCredentials {
        private final CallMetadata metadata;

        Shown(CallMetadata metadata) {
            this.metadata = metadata;
        }

        @Override
        public void applyRequestMetadata(
                RequestInfo request, Executor executor, MetadataApplier applier) {
            Metadata headers = new Metadata();
            try {
                metadata.read()
                        .forEach((name, value) ->
                                headers.put(
                                        Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER),
                                        value));
            } catch (IOException e) {
                applier.fail(
                        Status.UNAUTHENTICATED
                                .withDescription(String.valueOf(e.getMessage()))
                                .withCause(e));
                return;
            }
            applier.apply(headers);
        }
    }
}
