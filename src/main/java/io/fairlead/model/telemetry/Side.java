package io.fairlead.model.telemetry;

import java.util.Set;

/// The half of a sidecar that reports: for its workload's calls, or for calls to its workload.
public enum Side {
    CLIENT,
    SERVER;

    public static final Set<Side> BOTH = Set.of(CLIENT, SERVER);
}
