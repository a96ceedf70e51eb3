package io.fairlead.proxy.model;

/// The service that a cluster belongs to, from Istio's metadata `filter_metadata.istio.services`.
///
/// @param host fully qualified
public record ServiceRef(String host, String name, String namespace) {
    /// When the metadata says nothing.
    public static final ServiceRef UNKNOWN = new ServiceRef("", "", "");
}
