package io.fairlead.proxy.enforce;

/// What a port does with clear text.
public enum Mode {
    /// As the listener says.
    POLICY,
    /// Lets it in, and counts it.
    AUDIT,
    /// Refuses it.
    TRIAL
}
