package io.fairlead.translate.route;

import io.envoyproxy.envoy.config.route.v3.Route;
import io.fairlead.model.policy.LoadBalancer.HashKey;
import io.fairlead.model.route.HttpRoute;
import io.fairlead.translate.input.ClusterNames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// One virtual host.
///
/// @param host its full name
/// @param domains under which clients of the class know it
public record HostRoutes(String host, List<String> domains, Source source) {
    public HostRoutes {
        domains = List.copyOf(domains);
    }

    /// Where its routes come from.
    public sealed interface Source {
        /// Hash keys by name of the cluster that is chosen by hash.
        SortedMap<String, HashKey> hashes();

        /// The routes, in order.
        default List<Route> routes(String host, int port, boolean previousHosts) {
            RouteBuilder builder = new RouteBuilder(port, hashes(), previousHosts);
            return switch (this) {
                case Plain _ -> List.of(builder.plain(host, ClusterNames.outbound(port, "", host)));
                case Ruled ruled -> {
                    List<Route> routes = new ArrayList<>();
                    for (HttpRoute route : ruled.http()) {
                        routes.addAll(builder.ruled(ruled, route));
                        if (!routes.isEmpty() && Matches.isCatchAll(routes.getLast())) {
                            break; // The first match decides: nothing behind it is ever reached.
                        }
                    }
                    yield routes;
                }
            };
        }
    }

    /// No VirtualService: everything goes to the service.
    public record Plain(SortedMap<String, HashKey> hashes) implements Source {
        public Plain {
            hashes = Collections.unmodifiableSortedMap(new TreeMap<>(hashes));
        }
    }

    /// The routes of a VirtualService, those that concern the class of clients.
    public record Ruled(
            String namespace, String name, List<HttpRoute> http, SortedMap<String, HashKey> hashes)
            implements Source {
        public Ruled {
            http = List.copyOf(http);
            hashes = Collections.unmodifiableSortedMap(new TreeMap<>(hashes));
        }
    }
}
