package io.fairlead.ingest.validate;

import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.Gateway;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.Service;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.policy.Subset;
import io.fairlead.model.route.Destination;
import io.fairlead.model.route.Hosts;
import io.fairlead.model.route.HttpAction;
import io.fairlead.model.route.HttpMatch;
import io.fairlead.model.route.HttpRoute;
import io.fairlead.model.route.WeightedDestination;
import io.fairlead.model.service.ServicePort;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Follows the names in one VirtualService: gateways, hosts, ports, subsets.
record RouteReferences(
        MeshSnapshot mesh, Map<String, List<DestinationRule>> rulesByHost, Findings findings) {
    private static final String GROUP = "networking.istio.io";
    private static final String OF_ALL = "spec.gateways";

    void check(VirtualService vs) {
        gateways(vs, vs.gateways(), OF_ALL);
        for (int i = 0; i < vs.hosts().size(); i++) {
            shortHost(vs, i);
        }
        for (int i = 0; i < vs.http().size(); i++) {
            HttpRoute route = vs.http().get(i);
            String field = "spec.http[" + i + "]";
            for (int j = 0; j < route.match().size(); j++) {
                match(vs, route.match().get(j), field + ".match[" + j + "]");
            }
            if (route.action()
                    instanceof HttpAction.Forward(List<WeightedDestination> destinations)) {
                destinations(vs, destinations, field);
            }
        }
        for (int i = 0; i < vs.tls().size(); i++) {
            destinations(vs, vs.tls().get(i).destinations(), "spec.tls[" + i + "]");
        }
        for (int i = 0; i < vs.tcp().size(); i++) {
            destinations(vs, vs.tcp().get(i).destinations(), "spec.tcp[" + i + "]");
        }
    }

    private void gateways(VirtualService vs, List<String> gateways, String field) {
        for (int i = 0; i < gateways.size(); i++) {
            String name = gateways.get(i);
            if (name.equals(VirtualService.MESH)) {
                continue;
            }
            int slash = name.indexOf('/');
            String namespace = slash < 0 ? vs.namespace() : name.substring(0, slash);
            ObjectKey key = new ObjectKey(GROUP, "Gateway", namespace, name.substring(slash + 1));
            if (mesh.object(key).orElse(null) instanceof Gateway gateway) {
                if (field.equals(OF_ALL)) {
                    hosts(vs, gateway, field + "[" + i + "]");
                }
            } else {
                findings.warning(
                        "unknown-gateway",
                        field + "[" + i + "]",
                        new Told(
                                "there is no " + key,
                                "gateways are NAME, NAMESPACE/NAME or mesh; an unknown one has no traffic",
                                "create it, or correct the name"));
            }
        }
    }

    /// A host that no server of the gateway takes is never asked for there.
    private void hosts(VirtualService vs, Gateway gateway, String field) {
        for (String host : vs.hosts()) {
            String full = full(host, vs);
            boolean met =
                    gateway.servers().stream()
                            .anyMatch(server ->
                                    !server.meeting(full, vs.namespace(), gateway.namespace())
                                            .isEmpty());
            if (!met) {
                findings.warning(
                        "unserved-host",
                        field,
                        new Told(
                                "no server of %s takes requests for %s"
                                        .formatted(gateway.key(), full),
                                "a VirtualService has effect for hosts that its gateway names",
                                "add the host to the Gateway's hosts, or name another gateway"));
            }
        }
    }

    private void match(VirtualService vs, HttpMatch match, String field) {
        gateways(vs, match.gateways(), field + ".gateways");
        List<String> all = vs.gateways();
        for (int i = 0; i < match.gateways().size(); i++) {
            if (!all.contains(match.gateways().get(i))) {
                findings.warning(
                        "unlisted-gateway",
                        field + ".gateways[" + i + "]",
                        new Told(
                                "\""
                                        + match.gateways().get(i)
                                        + "\" is not in spec.gateways, so this never matches",
                                "a match can only narrow the gateways of its VirtualService",
                                "add it to spec.gateways"));
            }
        }
    }

    /// A name without dots is meant to be a service of the namespace.
    private void shortHost(VirtualService vs, int i) {
        String host = vs.hosts().get(i);
        String full = full(host, vs);
        boolean isShort = host.indexOf('.') < 0 && !host.startsWith("*") && host.indexOf(':') < 0;
        if (isShort && vs.appliesToSidecars() && !mesh.services().containsKey(full)) {
            findings.warning("unknown-host", "spec.hosts[" + i + "]", unknownHost(host, full));
        }
    }

    private void destinations(
            VirtualService vs, List<WeightedDestination> destinations, String field) {
        for (int i = 0; i < destinations.size(); i++) {
            destination(
                    vs, destinations.get(i).destination(), field + ".route[" + i + "].destination");
        }
    }

    private void destination(VirtualService vs, Destination destination, String field) {
        String host = full(destination.host(), vs);
        Service service = mesh.services().get(host);
        if (service == null) {
            findings.warning(
                    "unknown-host", field + ".host", unknownHost(destination.host(), host));
            return;
        }
        port(service, destination.port(), field);
        if (!destination.subset().isEmpty()) {
            subset(host, destination.subset(), field + ".subset");
        }
    }

    private Told unknownHost(String written, String full) {
        String near = near(full);
        return new Told(
                "there is no service "
                        + full
                        + (written.equals(full) ? "" : " (written " + written + ")")
                        + "; requests that go there get 503",
                "a host is a service of the mesh; a name without dots is one of the rule's own namespace",
                near.isEmpty()
                        ? "create the service, or correct the name"
                        : "did you mean " + near + "?");
    }

    /// A service of that name in another namespace, or one whose name begins alike.
    private String near(String full) {
        int dot = full.indexOf('.');
        String first = dot < 0 ? full : full.substring(0, dot);
        Stream<String> hosts = mesh.services().keySet().stream();
        return hosts.filter(host -> host.startsWith(first)).findFirst().orElse("");
    }

    private void port(Service service, int port, String field) {
        List<Integer> known = service.ports().stream().map(ServicePort::number).toList();
        if (port != 0 && !known.contains(port)) {
            findings.warning(
                    "unknown-port",
                    field + ".port.number",
                    new Told(
                            service.host() + " has no port " + port + "; its ports are " + known,
                            "a destination names a port of the Service, not of the container",
                            known.size() == 1
                                    ? "did you mean " + known.getFirst() + "?"
                                    : "choose one of " + known));
        }
    }

    private void subset(String host, String subset, String field) {
        List<DestinationRule> rules = new ArrayList<>();
        rulesByHost.forEach((ruleHost, list) -> {
            if (Hosts.covers(ruleHost, host)) {
                rules.addAll(list);
            }
        });
        if (rules.stream().anyMatch(rule -> rule.subset(subset).isPresent())) {
            return;
        }
        Set<String> known = new TreeSet<>();
        rules.forEach(rule -> rule.subsets().stream().map(Subset::name).forEach(known::add));
        findings.warning(
                "unknown-subset",
                field,
                new Told(
                        "no DestinationRule for "
                                + host
                                + " has a subset \""
                                + subset
                                + "\"; requests that go there get 503",
                        "a subset is defined in a DestinationRule for the same host",
                        known.isEmpty()
                                ? "add a DestinationRule with it"
                                : "known subsets: " + String.join(", ", known)));
    }

    private String full(String host, VirtualService vs) {
        return Hosts.fqdn(host, vs.namespace(), mesh.mesh().domain());
    }
}
