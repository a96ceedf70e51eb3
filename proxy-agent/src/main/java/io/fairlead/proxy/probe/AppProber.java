package io.fairlead.proxy.probe;

import java.util.Map;

/// How an application is asked whether it is well.
public sealed interface AppProber {

    int port();

    int timeoutSeconds();

    /// By a request that is answered with 200 to 399.
    ///
    /// @param tls its certificate isn't verified, as a kubelet doesn't
    record Http(int port, String path, boolean tls, Map<String, String> headers, int timeoutSeconds)
            implements AppProber {
        public Http {
            headers = Map.copyOf(headers);
        }
    }

    /// By a connection that is taken.
    record Tcp(int port, int timeoutSeconds) implements AppProber {}

    /// By gRPC's health protocol.
    ///
    /// @param service empty for the server as a whole
    record Grpc(int port, String service, int timeoutSeconds) implements AppProber {}
}
