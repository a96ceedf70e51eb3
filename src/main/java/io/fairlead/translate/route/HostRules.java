package io.fairlead.translate.route;

import io.fairlead.model.config.VirtualService;
import io.fairlead.model.policy.LoadBalancer;
import io.fairlead.model.policy.LoadBalancer.HashKey;
import io.fairlead.model.policy.Subset;
import io.fairlead.model.policy.TrafficPolicy;
import io.fairlead.model.route.Destination;
import io.fairlead.model.route.Hosts;
import io.fairlead.model.route.HttpAction;
import io.fairlead.model.route.HttpMatch;
import io.fairlead.model.route.HttpRoute;
import io.fairlead.model.route.WeightedDestination;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import io.fairlead.translate.input.Rule;
import io.fairlead.translate.input.Visibility;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which VirtualService decides about a host, and what of it concerns a class of clients.
final class HostRules {
    private HostRules() {}

    /// One host of one VirtualService, with the routes that concern the client (at least one).
    ///
    /// @param host full name, perhaps with a leading wildcard
    record Candidate(String host, VirtualService owner, List<HttpRoute> http) {
        boolean covers(String name) {
            return Hosts.covers(host, name);
        }
    }

    /// Where a route leads.
    record Target(String host, String subset, int port) {
        static Target of(String host, int port) {
            return new Target(host, "", port);
        }
    }

    /// Hosts of those VirtualServices that are for sidecars, in order.
    static List<Candidate> candidates(
            List<VirtualService> rules, int port, ProxyClass.Outbound client, Reader reader) {
        List<Candidate> candidates = new ArrayList<>();
        for (VirtualService rule : rules) {
            if (!rule.appliesToSidecars()
                    || !Visibility.visible(rule.exportTo(), rule.namespace(), client.namespace())) {
                continue;
            }
            List<HttpRoute> http = concerning(rule.http(), port, client);
            if (!http.isEmpty()) {
                for (String host : rule.hosts()) {
                    String full = Hosts.fqdn(host, rule.namespace(), reader.mesh().domain());
                    candidates.add(new Candidate(full, rule, http));
                }
            }
        }
        return candidates;
    }

    /// The most specific host wins, then the oldest VirtualService.
    static Optional<Candidate> best(List<Candidate> candidates, String host) {
        return candidates.stream()
                .filter(candidate -> candidate.covers(host))
                .min(
                        Comparator.comparing((Candidate c) -> c.host().startsWith("*"))
                                .thenComparingInt(c -> -c.host().length()));
    }

    private static List<HttpRoute> concerning(
            List<HttpRoute> routes, int port, ProxyClass.Outbound client) {
        List<HttpRoute> kept = new ArrayList<>();
        for (HttpRoute route : routes) {
            if (route.action() instanceof HttpAction.Delegate) {
                continue; // No effect yet; the validator says so.
            }
            List<HttpMatch> matches =
                    route.match().stream().filter(m -> concerns(m, port, client)).toList();
            if (route.match().isEmpty() || !matches.isEmpty()) {
                kept.add(withMatches(route, matches, route.action()));
            }
        }
        return kept;
    }

    private static boolean concerns(HttpMatch match, int port, ProxyClass.Outbound client) {
        return (match.gateways().isEmpty() || match.gateways().contains(VirtualService.MESH))
                && (match.port() == 0 || match.port() == port)
                && (match.sourceNamespace().isEmpty()
                        || match.sourceNamespace().equals(client.namespace()))
                && client.labels().entrySet().containsAll(match.sourceLabels().entrySet());
    }

    private static HttpRoute withMatches(
            HttpRoute route, List<HttpMatch> matches, HttpAction action) {
        return new HttpRoute(
                route.name(),
                matches,
                action,
                route.rewrite(),
                route.timeout(),
                route.retries(),
                null,
                List.of(),
                null,
                route.headers());
    }

    /// The route with full names of hosts in its destinations.
    static HttpRoute resolved(HttpRoute route, VirtualService owner, Reader reader) {
        if (!(route.action() instanceof HttpAction.Forward(var destinations))) {
            return route;
        }
        List<WeightedDestination> full = new ArrayList<>();
        for (WeightedDestination to : destinations) {
            Destination destination =
                    new Destination(
                            fullHost(to, owner, reader),
                            to.destination().subset(),
                            to.destination().port());
            full.add(new WeightedDestination(destination, to.weight(), to.headers()));
        }
        return withMatches(route, route.match(), new HttpAction.Forward(full));
    }

    /// Where a route leads, with the port that is meant where none is written: the port of the listener.
    static List<Target> targets(HttpRoute route, VirtualService owner, int port, Reader reader) {
        if (!(route.action() instanceof HttpAction.Forward(var destinations))) {
            return List.of();
        }
        return destinations.stream()
                .map(to -> {
                    int written = to.destination().port();
                    return new Target(
                            fullHost(to, owner, reader),
                            to.destination().subset(),
                            written == 0 ? port : written);
                })
                .toList();
    }

    private static String fullHost(WeightedDestination to, VirtualService owner, Reader reader) {
        return Hosts.fqdn(to.destination().host(), owner.namespace(), reader.mesh().domain());
    }

    /// By what the endpoint is chosen, if by a hash.
    static Optional<HashKey> hash(Rule rule, Target target) {
        TrafficPolicy policy =
                rule.subsets().stream()
                        .filter(subset -> subset.name().equals(target.subset()))
                        .findFirst()
                        .map((Subset subset) -> rule.policy(subset, target.port()))
                        .orElseGet(() -> rule.policy(target.port()));
        LoadBalancer balancer = policy.loadBalancer();
        if (balancer != null
                && balancer.choice() instanceof LoadBalancer.Choice.Hash(HashKey key, var _)) {
            return Optional.of(key);
        }
        return Optional.empty();
    }
}
