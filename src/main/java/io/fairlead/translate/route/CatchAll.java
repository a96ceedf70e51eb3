package io.fairlead.translate.route;

import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.fairlead.translate.input.ClusterNames;
import io.fairlead.translate.input.Protos;

/// The last virtual host of a port: for hosts that nobody knows.
final class CatchAll {
    private static final String ALLOW = "allow_any";
    private static final String BLOCK = "block_all";
    private static final int BAD_GATEWAY = 502;

    private CatchAll() {}

    static VirtualHost passThrough() {
        RouteAction.Builder action = RouteAction.newBuilder().setCluster(ClusterNames.PASSTHROUGH);
        Timeouts.set(Protos.ZERO, action);
        return host(ALLOW, route(ALLOW).setRoute(action));
    }

    static VirtualHost refuse() {
        return host(
                BLOCK,
                route(BLOCK)
                        .setDirectResponse(
                                DirectResponseAction.newBuilder().setStatus(BAD_GATEWAY)));
    }

    private static Route.Builder route(String name) {
        return Route.newBuilder().setName(name).setMatch(RouteMatch.newBuilder().setPrefix("/"));
    }

    private static VirtualHost host(String name, Route.Builder route) {
        return VirtualHost.newBuilder()
                .setName(name)
                .addDomains("*")
                .addRoutes(route)
                .setIncludeRequestAttemptCount(true)
                .build();
    }
}
