package io.fairlead.proxy.model;

/// Something in a resource that this proxy refuses or can't do.
///
/// @param resource its name
/// @param where the field
/// @param what a sentence: what, which, and what was expected
public record Problem(Severity severity, String resource, String where, String what) {
    /// What follows from it.
    public enum Severity {
        /// The resource is refused (NACK).
        ERROR,
        /// The resource is taken; this part of it has no effect.
        NO_EFFECT
    }

    @Override
    public String toString() {
        return resource + ": " + where + ": " + what;
    }
}
