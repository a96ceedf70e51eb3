package io.fairlead.replica.peer;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;

/// How a leader is called.
///
/// @param name that its certificate has
public record Dial(String name, Tls tls) {

    /// As of now: own certificate, and roots.
    @FunctionalInterface
    public interface Tls {
        SslContext context() throws IOException;
    }

    /// @param address `HOST:PORT`
    public ManagedChannel to(String address) throws IOException {
        return NettyChannelBuilder.forTarget("dns:///" + address)
                .overrideAuthority(name)
                .sslContext(tls.context())
                .build();
    }
}
