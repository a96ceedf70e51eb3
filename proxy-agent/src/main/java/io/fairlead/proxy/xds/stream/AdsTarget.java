package io.fairlead.proxy.xds.stream;

import java.util.Map;

/// Where the control plane is.
///
/// @param metadata of the call, lower case (`authorization`, `clusterid`): the seam for tokens
public record AdsTarget(String host, int port, Map<String, String> metadata) {
    public AdsTarget {
        metadata = Map.copyOf(metadata);
    }

    /// Without metadata, in plaintext.
    public static AdsTarget plain(String host, int port) {
        return new AdsTarget(host, port, Map.of());
    }

    /// As the header `:authority` says it.
    public String authority() {
        return host + ":" + port;
    }

    @Override
    public String toString() {
        return authority();
    }
}
