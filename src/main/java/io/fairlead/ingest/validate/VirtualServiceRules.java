package io.fairlead.ingest.validate;

import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.route.Destination;
import io.fairlead.model.route.Hosts;
import io.fairlead.model.route.HttpMatch;
import io.fairlead.model.route.HttpRoute;
import io.fairlead.model.route.L4Match;
import io.fairlead.model.route.StringMatch;
import io.fairlead.model.route.WeightedDestination;
import io.fairlead.model.service.AddressRange;
import java.util.List;

/// Istio's rules for a VirtualService as a whole; those of its http routes are in [HttpRouteRules].
record VirtualServiceRules(Findings findings) {

    void check(VirtualService vs) {
        Names names = new Names(findings);
        hosts(vs, names);
        gateways(vs);
        names.exportTo(vs.exportTo(), "spec.exportTo");
        if (vs.http().isEmpty() && vs.tls().isEmpty() && vs.tcp().isEmpty()) {
            Told told =
                    new Told(
                            "there are no routes",
                            "a VirtualService has http, tls or tcp routes",
                            "add http:");
            findings.error("missing-routes", "spec", told);
        }
        for (int i = 0; i < vs.http().size(); i++) {
            new HttpRouteRules(findings, names).check(vs.http().get(i), "spec.http[" + i + "]");
        }
        unreachable(vs.http());
        for (int i = 0; i < vs.tls().size(); i++) {
            String field = "spec.tls[" + i + "]";
            l4(vs.tls().get(i).match(), vs.tls().get(i).destinations(), field, names);
            tlsMatches(vs.tls().get(i).match(), vs, field + ".match");
        }
        for (int i = 0; i < vs.tcp().size(); i++) {
            l4(
                    vs.tcp().get(i).match(),
                    vs.tcp().get(i).destinations(),
                    "spec.tcp[" + i + "]",
                    names);
        }
    }

    private void hosts(VirtualService vs, Names names) {
        if (vs.hosts().isEmpty()) {
            findings.error(
                    "missing-hosts",
                    "spec.hosts",
                    new Told(
                            "there are no hosts",
                            "a VirtualService names the hosts whose traffic it routes",
                            "add hosts: [NAME-OF-A-SERVICE]"));
        }
        for (int i = 0; i < vs.hosts().size(); i++) {
            String field = "spec.hosts[" + i + "]";
            names.host(vs.hosts().get(i), field);
            if (vs.hosts().get(i).equals("*") && vs.appliesToSidecars()) {
                findings.error(
                        "wildcard-in-mesh",
                        field,
                        new Told(
                                "the host \"*\" would catch all traffic of all sidecars",
                                "\"*\" is for gateways only, not for the gateway \"mesh\"",
                                "name the hosts, or name a gateway in gateways:"));
            }
        }
        if (vs.hosts().stream().distinct().count() < vs.hosts().size()) {
            Told told = new Told("a host is named twice", "each host is named once", "remove one");
            findings.error("duplicate-host", "spec.hosts", told);
        }
    }

    private void gateways(VirtualService vs) {
        for (int i = 0; i < vs.gateways().size(); i++) {
            String gateway = vs.gateways().get(i);
            if (!gateway.matches("([a-z0-9.-]+/)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?")) {
                findings.error(
                        "bad-gateway",
                        "spec.gateways[" + i + "]",
                        new Told(
                                "\"" + gateway + "\" is not the name of a gateway",
                                "gateways are NAME, NAMESPACE/NAME or mesh",
                                "write the Gateway's name"));
            }
        }
    }

    /// A route that takes everything hides those below it.
    private void unreachable(List<HttpRoute> routes) {
        for (int i = 0; i + 1 < routes.size(); i++) {
            if (takesEverything(routes.get(i))) {
                findings.warning(
                        "unreachable-route",
                        "spec.http[" + (i + 1) + "]",
                        new Told(
                                "is never reached: spec.http[" + i + "] takes every request",
                                "the first route that matches decides",
                                "move the route without a match to the end"));
                return;
            }
        }
    }

    private static boolean takesEverything(HttpRoute route) {
        return route.match().isEmpty()
                || route.match().stream().anyMatch(VirtualServiceRules::isEverything);
    }

    private static boolean isEverything(HttpMatch match) {
        boolean anyPath =
                match.uri() == null
                        || match.uri().equals(new StringMatch.Prefix("/"))
                        || match.uri().equals(new StringMatch.Regex(".*"));
        return anyPath
                && match.scheme() == null
                && match.method() == null
                && match.authority() == null
                && match.headers().isEmpty()
                && match.withoutHeaders().isEmpty()
                && match.queryParams().isEmpty()
                && match.port() == 0
                && match.sourceLabels().isEmpty()
                && match.sourceNamespace().isEmpty()
                && match.gateways().isEmpty();
    }

    private void tlsMatches(List<L4Match> matches, VirtualService vs, String field) {
        if (matches.isEmpty() || matches.stream().anyMatch(match -> match.sniHosts().isEmpty())) {
            findings.error(
                    "missing-sni",
                    field,
                    new Told(
                            "the route names no server",
                            "a tls route says for which names of servers it is, in each match",
                            "add sniHosts:"));
        }
        matches.forEach(match -> sniHosts(match.sniHosts(), vs, field));
    }

    private void sniHosts(List<String> sniHosts, VirtualService vs, String field) {
        for (String sni : sniHosts) {
            if (sni.startsWith("*") && !sni.startsWith("*.")) {
                findings.error(
                        "bad-sni",
                        field,
                        new Told(
                                "\"" + sni + "\" is a part of a name",
                                "names in TLS are matched by whole parts, as in *.example.com",
                                "write the wildcard before a dot"));
            }
            if (vs.hosts().stream().noneMatch(host -> Hosts.covers(host, sni))) {
                findings.error(
                        "bad-sni",
                        field,
                        new Told(
                                "\"" + sni + "\" is none of the hosts",
                                "server names are covered by spec.hosts",
                                "add it to hosts:"));
            }
        }
    }

    private void l4(
            List<L4Match> matches, List<WeightedDestination> route, String field, Names names) {
        if (route.isEmpty()) {
            Told told =
                    new Told("there is no destination", "a route has destinations", "add route:");
            findings.error("missing-action", field, told);
        }
        weights(route, field, findings);
        for (int i = 0; i < route.size(); i++) {
            destination(route.get(i).destination(), field + ".route[" + i + "].destination", names);
        }
        for (int i = 0; i < matches.size(); i++) {
            String at = field + ".match[" + i + "]";
            names.labels(matches.get(i).sourceLabels(), at + ".sourceLabels");
            subnets(matches.get(i).destinationSubnets(), at + ".destinationSubnets");
        }
    }

    private void subnets(List<String> subnets, String field) {
        for (int i = 0; i < subnets.size(); i++) {
            if (AddressRange.of(subnets.get(i)).isEmpty()) {
                findings.error(
                        "bad-address",
                        field + "[" + i + "]",
                        new Told(
                                "\"" + subnets.get(i) + "\" is not an address",
                                "addresses are of IP, perhaps with the length of a prefix",
                                "write one such as 192.0.2.7 or 192.0.2.0/24"));
            }
        }
    }

    static void destination(Destination destination, String field, Names names) {
        names.host(destination.host(), field + ".host");
        if (destination.host().startsWith("*")) {
            names.findings()
                    .error(
                            "bad-host",
                            field + ".host",
                            new Told(
                                    "the destination is a wildcard",
                                    "traffic goes to one host",
                                    "write the host's name"));
        }
        if (!destination.subset().isEmpty()) {
            names.dnsLabel(destination.subset(), field + ".subset", "subset name");
        }
        if (destination.port() != 0) {
            names.port(destination.port(), field + ".port.number");
        }
    }

    /// Weights are relative: any sum will do but zero.
    static void weights(List<WeightedDestination> route, String field, Findings findings) {
        long total = 0;
        for (int i = 0; i < route.size(); i++) {
            int weight = route.get(i).weight();
            if (weight < 0) {
                Told told =
                        new Told(
                                "the weight is " + weight,
                                "weights are 0 or more",
                                "write 0 or more");
                findings.error("bad-weight", field + ".route[" + i + "].weight", told);
            }
            total += Math.max(weight, 0);
        }
        if (route.size() > 1 && total == 0) {
            findings.error(
                    "zero-weight",
                    field + ".route",
                    new Told(
                            "the weights of " + route.size() + " destinations add up to 0",
                            "weights are relative to each other; of several at least one is above 0",
                            "give each destination a weight"));
        }
        if (total > 4_294_967_295L) {
            Told told =
                    new Told(
                            "the weights add up to " + total,
                            "the sum is below 2^32",
                            "use smaller numbers");
            findings.error("bad-weight", field + ".route", told);
        }
    }
}
