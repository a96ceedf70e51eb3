package io.fairlead.proxy.grpc;

/// Where a server is, and what to show it.
///
/// @param metadata is asked for each connection
public record GrpcTarget(String host, int port, Security security, CallMetadata metadata) {

    /// Without metadata, in plaintext.
    public static GrpcTarget plain(String host, int port) {
        return new GrpcTarget(host, port, Security.PLAINTEXT, CallMetadata.NONE);
    }

    /// As the header `:authority` says it.
    public String authority() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    String scheme() {
        return switch (security) {
            case Security.Plaintext() -> "http";
            case Security.Tls _ -> "https";
        };
    }

    @Override
    public String toString() {
        return authority();
    }
}
