package io.fairlead.model.mtls;

import java.time.Instant;

/// A connection in clear text, as the sidecar of the caller wrote it down.
///
/// @param pod `namespace/name` of the caller
/// @param reason why it was not mutual TLS
public record Dial(FourTuple tuple, Instant at, String pod, Reason reason) {

    /// Why a sidecar spoke clear text.
    public enum Reason {
        /// It led to a host that the mesh does not know.
        PASSTHROUGH_UNKNOWN_HOST,
        /// The application called the address of a pod.
        POD_IP_CALL,
        /// A DestinationRule says DISABLE.
        DR_TLS_DISABLE,
        /// A Sidecar object hides the service from it.
        SIDECAR_EGRESS_SCOPE,
        /// The request named another host than the one it was sent to.
        HOST_HEADER_MISMATCH,
        /// It had no certificate yet.
        NO_CERT_YET
    }
}
