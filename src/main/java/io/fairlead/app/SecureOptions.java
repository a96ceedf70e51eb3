package io.fairlead.app;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The port where callers prove who they are, and the certificate authority behind it.
///
/// @param caDir where the authority is kept, and its root published
/// @param cacerts where an operator may put an authority of his own; null when nowhere
/// @param tokenJwks keys of service account tokens; null when no tokens are accepted
/// @param tokenIssuer whose tokens; empty for any signed by those keys
/// @param tokenReview where an API server is asked about each token; null when none is
/// @param trustDomain empty for the MeshConfig's
/// @param discoveryNames more names by which clients know the daemon
/// @param issuing false when certificates come from elsewhere: then only xDS is served
public record SecureOptions(
        InetSocketAddress address,
        Path caDir,
        @Nullable Path cacerts,
        @Nullable Path tokenJwks,
        String tokenIssuer,
        String tokenAudience,
        @Nullable Review tokenReview,
        String trustDomain,
        List<String> discoveryNames,
        boolean issuing,
        boolean allowExpiringRoot) {

    /// @param server `https://HOST:PORT`
    /// @param account directory with `token` and `ca.crt`, with which the daemon asks
    public record Review(URI server, Path account) {}

    public SecureOptions {
        discoveryNames = List.copyOf(discoveryNames);
    }
}
