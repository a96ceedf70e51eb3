package io.fairlead.translate.route;

import io.fairlead.model.config.Gateway;
import io.fairlead.model.config.Service;
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
public final class HostRules {
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
    public record Target(String host, String subset, int port) {
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
            List<HttpRoute> http = concerning(rule, VirtualService.MESH, port, client);
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

    /// The routes of a VirtualService that concern a class of clients.
    ///
    /// @param gateway `mesh`, or the path of a Gateway
    static List<HttpRoute> concerning(
            VirtualService rule, String gateway, int port, ProxyClass.Outbound client) {
        List<HttpRoute> kept = new ArrayList<>();
        for (HttpRoute route : rule.http()) {
            if (route.action() instanceof HttpAction.Delegate) {
                continue; // No effect yet; the validator says so.
            }
            List<HttpMatch> matches =
                    route.match().stream()
                            .filter(m -> isFor(gateway, m.gateways(), rule))
                            .filter(m -> concerns(m, port, client))
                            .toList();
            if (route.match().isEmpty() || !matches.isEmpty()) {
                kept.add(withMatches(route, matches, route.action()));
            }
        }
        return kept;
    }

    private static boolean isFor(String gateway, List<String> written, VirtualService rule) {
        if (written.isEmpty() || written.contains(gateway)) {
            return true;
        }
        return written.stream()
                .anyMatch(name ->
                        !name.equals(VirtualService.MESH)
                                && Gateway.path(name, rule.namespace()).equals(gateway));
    }

    private static boolean concerns(HttpMatch match, int port, ProxyClass.Outbound client) {
        return (match.port() == 0 || match.port() == port)
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

    /// The route with full names of hosts and ports in its destinations.
    ///
    /// @param port of the listener
    static HttpRoute resolved(HttpRoute route, VirtualService owner, int port, Reader reader) {
        if (!(route.action() instanceof HttpAction.Forward(var destinations))) {
            return route;
        }
        List<WeightedDestination> full = new ArrayList<>();
        for (WeightedDestination to : destinations) {
            Target target = target(to, owner, port, reader);
            Destination destination =
                    new Destination(target.host(), target.subset(), target.port());
            full.add(new WeightedDestination(destination, to.weight(), to.headers()));
        }
        return withMatches(route, route.match(), new HttpAction.Forward(full));
    }

    /// Where a route leads.
    static List<Target> targets(HttpRoute route, VirtualService owner, int port, Reader reader) {
        if (!(route.action() instanceof HttpAction.Forward(var destinations))) {
            return List.of();
        }
        return destinations.stream().map(to -> target(to, owner, port, reader)).toList();
    }

    /// With the port that is meant where none is written: the only one of the service, else that of the listener.
    public static Target target(
            WeightedDestination to, VirtualService owner, int port, Reader reader) {
        Destination written = to.destination();
        String host = Hosts.fqdn(written.host(), owner.namespace(), reader.mesh().domain());
        int chosen = written.port();
        if (chosen == 0) {
            chosen =
                    reader.service(host)
                            .map(Service::ports)
                            .filter(ports -> ports.size() == 1)
                            .map(ports -> ports.getFirst().number())
                            .orElse(port);
        }
        return new Target(host, written.subset(), chosen);
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
