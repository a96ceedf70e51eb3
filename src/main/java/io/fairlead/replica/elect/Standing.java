package io.fairlead.replica.elect;

/// What a daemon is to the others.
///
/// ```
///            nobody holds it, or nobody renewed it for long: written
///  Follows ───────────────────────────────────────────────────────▶ Leads
///     ▲  │ it changed: look again                                    │  │ renewed
///     └──┘                                                           └──┘
///     ▲         somebody else wrote it, or it couldn't be renewed     │
///     └───────────────────────────────────────────────────────────────┘
/// ```
public sealed interface Standing {

    /// At first.
    Standing BEGIN = new Follows("", new Lease("", "", "", 0), 0);

    /// @param version of the record as it was seen last
    /// @param leader what it said
    /// @param sinceNanos when it was first seen like that
    record Follows(String version, Lease leader, long sinceNanos) implements Standing {}

    /// @param version of the record as it was written last
    record Leads(String version, Lease lease, long renewedNanos) implements Standing {}
}
