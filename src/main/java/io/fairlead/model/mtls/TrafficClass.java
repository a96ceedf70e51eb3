package io.fairlead.model.mtls;

/// How a connection came in, by its first bytes and by who opened it.
public enum TrafficClass {
    /// Mutual TLS with a certificate of the mesh.
    MESH_MTLS,
    /// Mutual TLS that failed: expired, of another trust domain, without a client's certificate. It does in every mode.
    MESH_MTLS_BAD,
    /// TLS that the application itself ends. STRICT would cut it.
    FOREIGN_TLS,
    /// HTTP in clear text. STRICT would cut it.
    PLAIN_HTTP,
    /// Other bytes in clear text. STRICT would cut it.
    PLAIN_TCP,
    /// Not a byte: a scanner, a TCP probe, or a client of a protocol in which the server speaks first.
    SILENT,
    /// A probe of the kubelet, by its declared path and port and the node's address.
    PROBE,
    /// The pod itself.
    SELF,
    /// A port that is kept from the sidecar: nobody can tell.
    UNOBSERVABLE;

    /// True for what works now and would not work under STRICT.
    public boolean wouldBeCut() {
        return switch (this) {
            case FOREIGN_TLS, PLAIN_HTTP, PLAIN_TCP -> true;
            case MESH_MTLS, MESH_MTLS_BAD, SILENT, PROBE, SELF, UNOBSERVABLE -> false;
        };
    }
}
