package io.fairlead.proxy.enforce;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// What the daemon wishes.
///
/// @param version of it
/// @param ttl how long trials go on without another word of the daemon
/// @param ports others do as the listener says
/// @param known addresses of callers for whom a trial is taken back
public record Wish(long version, Duration ttl, Map<Integer, Port> ports, Set<String> known) {
    /// Nothing was wished yet.
    public static final Wish NONE = new Wish(0, Duration.ZERO, Map.of(), Set.of());

    public Wish {
        ports = Map.copyOf(ports);
        known = Set.copyOf(known);
    }

    /// @param mode AUDIT or TRIAL
    /// @param attempt names one trial
    public record Port(Mode mode, long attempt) {}
}
