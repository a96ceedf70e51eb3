package io.fairlead.model.route;

import java.util.List;

/// One tcp route of a VirtualService.
public record TcpRoute(List<L4Match> match, List<WeightedDestination> destinations) {
    public TcpRoute {
        match = List.copyOf(match);
        destinations = List.copyOf(destinations);
    }
}
