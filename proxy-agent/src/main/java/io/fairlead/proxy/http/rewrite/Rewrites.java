package io.fairlead.proxy.http.rewrite;

import io.fairlead.proxy.http.route.Destination;
import io.fairlead.proxy.http.route.RouteEntry;
import io.fairlead.proxy.http.route.Routes;
import java.util.ArrayList;
import java.util.List;

/// The rewrites of all routes of a table, compiled. Make it when the table is compiled.
public final class Rewrites {
    private final List<List<Rewrite>> byRoute;

    private Rewrites(List<List<Rewrite>> byRoute) {
        this.byRoute = List.copyOf(byRoute);
    }

    /// @throws IllegalArgumentException when a format isn't one; decoding refuses such a table before
    public static Rewrites compile(Routes routes) {
        List<List<Rewrite>> byRoute = new ArrayList<>();
        for (RouteEntry entry : routes.entries()) {
            List<Destination> destinations = entry.clusters().destinations();
            byRoute.add(
                    destinations.isEmpty()
                            ? List.of(Rewrite.compile(entry, null))
                            : destinations.stream()
                                    .map(destination -> Rewrite.compile(entry, destination))
                                    .toList());
        }
        return new Rewrites(byRoute);
    }

    /// What changes for requests of this route to this destination.
    public Rewrite of(RouteEntry entry, Destination destination) {
        return byRoute.get(entry.index()).get(destination.index());
    }

    /// What changes for a route that answers itself (redirects, direct responses): its response headers.
    public Rewrite of(RouteEntry entry) {
        return byRoute.get(entry.index()).getFirst();
    }
}
