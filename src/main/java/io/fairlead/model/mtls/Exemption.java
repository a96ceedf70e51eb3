package io.fairlead.model.mtls;

import java.time.Instant;

/// Somebody answers for clear text on a port, for a time. When that is over the caller blocks again; nothing is cut.
///
/// @param from `namespace/workload` or an address; `*` for everybody
public record Exemption(UnitId unit, String from, String reason, String owner, Instant expires) {

    public boolean isOver(Instant now) {
        return !now.isBefore(expires);
    }

    /// True when it leaves the whole port alone, not a single caller.
    public boolean isForAll() {
        return from.equals("*");
    }
}
