package io.fairlead.translate.route;

import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import io.fairlead.model.policy.LoadBalancer.HashKey;
import io.fairlead.model.route.Destination;
import io.fairlead.model.route.HttpRoute;
import io.fairlead.model.route.Retries;
import io.fairlead.model.route.Rewrite;
import io.fairlead.model.route.WeightedDestination;
import io.fairlead.translate.input.ClusterNames;
import io.fairlead.translate.input.Protos;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Sends requests of one route on.
record Forwarding(RouteBuilder builder, HttpRoute route) {

    void apply(List<WeightedDestination> destinations, Route.Builder built) {
        RouteAction.Builder action = RouteAction.newBuilder();
        Optional<String> host = HeaderOps.host(route.headers());
        host.ifPresent(action::setHostRewriteLiteral);
        if (destinations.size() == 1) {
            single(destinations.getFirst(), action, built);
        } else {
            weighted(destinations, action);
        }
        hashes(destinations, action);
        var timeout = route.timeout() == null ? Protos.ZERO : Protos.duration(route.timeout());
        Timeouts.set(timeout, action);
        retries(action);
        rewrite(route.rewrite(), action);
        built.setRoute(action);
    }

    private void single(WeightedDestination only, RouteAction.Builder action, Route.Builder built) {
        action.setCluster(cluster(only.destination()));
        HeaderOps.addTo(only.headers(), built);
        HeaderOps.host(only.headers()).ifPresent(action::setHostRewriteLiteral);
    }

    /// Weights are relative; what has none gets nothing.
    private void weighted(List<WeightedDestination> destinations, RouteAction.Builder action) {
        WeightedCluster.Builder clusters = WeightedCluster.newBuilder();
        for (WeightedDestination to : destinations) {
            if (to.weight() > 0) {
                WeightedCluster.ClusterWeight.Builder part =
                        WeightedCluster.ClusterWeight.newBuilder()
                                .setName(cluster(to.destination()))
                                .setWeight(Protos.uint32(to.weight()));
                HeaderOps.addTo(to.headers(), part);
                HeaderOps.host(to.headers()).ifPresent(part::setHostRewriteLiteral);
                clusters.addClusters(part);
            }
        }
        action.setWeightedClusters(clusters);
    }

    /// A hash chooses the endpoint inside the cluster; between weighted clusters chance decides, as in Istio.
    private void hashes(List<WeightedDestination> destinations, RouteAction.Builder action) {
        Set<HashKey> keys = new LinkedHashSet<>();
        for (WeightedDestination to : destinations) {
            HashKey key = builder.hashes().get(cluster(to.destination()));
            if (key != null) {
                keys.add(key);
            }
        }
        keys.forEach(key -> action.addAllHashPolicy(HashPolicies.of(key)));
    }

    private void retries(RouteAction.Builder action) {
        boolean hashed = action.getHashPolicyCount() > 0;
        boolean elsewhere = builder.previousHosts() && !hashed;
        Retries written = route.retries();
        if (written == null) {
            action.setRetryPolicy(RetryPolicies.standard(elsewhere));
        } else if (written.attempts() > 0) {
            action.setRetryPolicy(RetryPolicies.of(written, elsewhere));
        }
    }

    private static void rewrite(Rewrite rewrite, RouteAction.Builder action) {
        Rewrite.RegexRewrite regex = rewrite.uriRegex();
        if (regex != null) {
            action.setRegexRewrite(
                    RegexMatchAndSubstitute.newBuilder()
                            .setPattern(Matches.regex(regex.match()))
                            .setSubstitution(regex.rewrite()));
        } else if (!rewrite.uri().isEmpty()) {
            action.setPrefixRewrite(rewrite.uri());
        }
        if (!rewrite.authority().isEmpty()) {
            action.setHostRewriteLiteral(rewrite.authority());
        }
    }

    private String cluster(Destination to) {
        int port = to.port() == 0 ? builder.port() : to.port();
        return ClusterNames.outbound(port, to.subset(), to.host());
    }
}
