package io.fairlead.proxy.bootstrap.parse;

import io.fairlead.proxy.identity.WorkloadIdentity;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How this pod shows who it is.
///
/// @param secured whether the control plane is reached by TLS
/// @param serverName that the control plane's certificate has to be for
/// @param authority who signs this workload's certificate; nobody when null, then it has none
/// @param wanted what to ask for
/// @param clusterId of the cluster that issues the pod's token
public record IdentityConfig(
        boolean secured,
        String serverName,
        @Nullable Authority authority,
        WorkloadIdentity.Wanted wanted,
        String clusterId,
        Files files) {

    /// A CA.
    public record Authority(String host, int port, String serverName) {}

    /// Files and sockets of the pod.
    ///
    /// @param token of the service account
    /// @param roots that the daemon's certificate leads to
    /// @param output directory for copies of the certificate; none when null
    /// @param sdsSocket where a stock Envoy fetches secrets
    public record Files(Path token, Path roots, @Nullable Path output, Path sdsSocket) {}
}
