package io.fairlead.meter;

/// Where bugs of ours arrive: a loop that catches one tells it here and goes on.
@FunctionalInterface
public interface Faults {
    /// @param where the loop or listener in which it happened
    void onFault(String where, Throwable cause);
}
