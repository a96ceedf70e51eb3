package io.fairlead.translate.route;

import io.envoyproxy.envoy.config.route.v3.Decorator;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.fairlead.model.policy.LoadBalancer.HashKey;
import io.fairlead.model.route.HttpAction;
import io.fairlead.model.route.HttpMatch;
import io.fairlead.model.route.HttpRoute;
import io.fairlead.translate.input.IstioMetadata;
import io.fairlead.translate.input.Protos;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Builds the routes of one port.
///
/// @param hashes hash keys by name of the cluster that is chosen by hash
record RouteBuilder(int port, SortedMap<String, HashKey> hashes, boolean previousHosts) {
    private static final String DEFAULT_NAME = "default";

    /// To a service that no VirtualService concerns.
    Route plain(String host, String cluster) {
        RouteAction.Builder action = RouteAction.newBuilder().setCluster(cluster);
        Timeouts.set(Protos.ZERO, action);
        @Nullable HashKey hash = hashes.get(cluster);
        if (hash != null) {
            action.addAllHashPolicy(HashPolicies.of(hash));
        }
        action.setRetryPolicy(RetryPolicies.standard(previousHosts && hash == null));
        return Route.newBuilder()
                .setName(DEFAULT_NAME)
                .setMatch(Matches.everything())
                .setRoute(action)
                .setDecorator(decorator(host, Matches.everything()))
                .build();
    }

    /// One route of a VirtualService: an Envoy route for each of its matches.
    List<Route> ruled(HostRoutes.Ruled owner, HttpRoute route) {
        if (route.match().isEmpty()) {
            return List.of(ruled(owner, route, null));
        }
        return route.match().stream().map(match -> ruled(owner, route, match)).toList();
    }

    private Route ruled(HostRoutes.Ruled owner, HttpRoute route, @Nullable HttpMatch match) {
        RouteMatch conditions = match == null ? Matches.everything() : Matches.of(match);
        Route.Builder built =
                Route.newBuilder()
                        .setName(name(route, match))
                        .setMatch(conditions)
                        .setMetadata(
                                IstioMetadata.route(
                                        IstioMetadata.path(
                                                "virtual-service",
                                                owner.namespace(),
                                                owner.name())));
        if (match != null && !match.statPrefix().isEmpty()) {
            built.setStatPrefix(match.statPrefix());
        }
        HeaderOps.addTo(route.headers(), built);
        switch (route.action()) {
            case HttpAction.Forward forward ->
                    new Forwarding(this, route).apply(forward.destinations(), built);
            case HttpAction.Redirect redirect -> built.setRedirect(Redirects.of(redirect, port));
            case HttpAction.DirectResponse response ->
                    built.setDirectResponse(Redirects.direct(response));
            case HttpAction.Delegate _ -> {
                // Left out before it comes here.
            }
        }
        return built.setDecorator(decorator(operationOwner(built, owner), conditions)).build();
    }

    private static String name(HttpRoute route, @Nullable HttpMatch match) {
        return match == null || match.name().isEmpty()
                ? route.name()
                : route.name() + "." + match.name();
    }

    /// The one host that a route leads to; the VirtualService where it leads to several or none.
    private static String operationOwner(Route.Builder route, HostRoutes.Ruled owner) {
        String cluster = route.getRoute().getCluster();
        return cluster.isEmpty() ? owner.name() : cluster.substring(cluster.lastIndexOf('|') + 1);
    }

    private Decorator decorator(String owner, RouteMatch match) {
        String path =
                switch (match.getPathSpecifierCase()) {
                    case PATH -> match.getPath();
                    case SAFE_REGEX -> match.getSafeRegex().getRegex();
                    case PREFIX,
                            CONNECT_MATCHER,
                            PATH_SEPARATED_PREFIX,
                            PATH_MATCH_POLICY,
                            PATHSPECIFIER_NOT_SET ->
                            match.getPrefix() + "*";
                };
        return Decorator.newBuilder().setOperation(owner + ":" + port + path).build();
    }
}
