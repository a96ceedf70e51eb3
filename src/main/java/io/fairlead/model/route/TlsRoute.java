package io.fairlead.model.route;

import java.util.List;

/// One tls route of a VirtualService: chosen by server name, the bytes stay encrypted.
public record TlsRoute(List<L4Match> match, List<WeightedDestination> destinations) {
    public TlsRoute {
        match = List.copyOf(match);
        destinations = List.copyOf(destinations);
    }
}
