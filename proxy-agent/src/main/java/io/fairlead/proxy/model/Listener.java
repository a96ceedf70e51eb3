package io.fairlead.proxy.model;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One listener (LDS).
///
/// @param bindToPort false for a listener that only receives connections handed over by one with `useOriginalDst`
/// @param useOriginalDst hand each connection to the listener of its original destination, if there is one
/// @param inspection what may be read from a connection before a chain is chosen
/// @param defaultChain taken when no chain matches; none means that such a connection is closed
/// @param accessLogs for connections that find no chain
public record Listener(
        String name,
        Address address,
        boolean bindToPort,
        boolean useOriginalDst,
        TrafficDirection direction,
        Inspection inspection,
        List<FilterChain> chains,
        @Nullable FilterChain defaultChain,
        List<AccessLog> accessLogs) {

    public Listener {
        chains = List.copyOf(chains);
        accessLogs = List.copyOf(accessLogs);
    }

    /// The chain that is taken when no other matches.
    public Optional<FilterChain> fallback() {
        return Optional.ofNullable(defaultChain);
    }
}
