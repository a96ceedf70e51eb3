package io.fairlead.model.mtls;

/// What one pod does with one port: Istio's modes and the two that lie between PERMISSIVE and STRICT.
public enum PortMode {
    /// Clear text only.
    DISABLE,
    /// Clear text and mutual TLS.
    PERMISSIVE,
    /// As PERMISSIVE, and what STRICT would have cut is counted and named.
    AUDIT,
    /// STRICT on trial: for as long as the daemon renews it, and taken back by the sidecar itself at the first known
    /// caller that it would cost.
    TRIAL,
    /// Mutual TLS only, whether a daemon runs or not.
    STRICT;

    /// True when clear text is refused.
    public boolean refusesClearText() {
        return this == TRIAL || this == STRICT;
    }
}
