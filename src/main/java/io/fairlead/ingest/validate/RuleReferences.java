package io.fairlead.ingest.validate;

import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.Service;
import io.fairlead.model.policy.Subset;
import io.fairlead.model.route.Hosts;
import io.fairlead.model.service.EntryEndpoint;
import io.fairlead.model.service.Registration;
import io.fairlead.model.service.ServicePort;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.List;
import java.util.Map;

/// Follows the names in one DestinationRule: its host, the labels of its subsets, its ports.
record RuleReferences(
        MeshSnapshot mesh, Map<String, List<DestinationRule>> rulesByHost, Findings findings) {

    void check(DestinationRule rule) {
        String host = Hosts.fqdn(rule.host(), rule.namespace(), mesh.mesh().domain());
        merged(rule, rulesByHost.getOrDefault(host, List.of()));
        Service service = mesh.services().get(host);
        if (service == null) {
            if (!host.startsWith("*")) {
                unknownHost(rule.host(), host);
            }
            return;
        }
        // Before there are pods, labels are those that its workloads will give to them.
        List<Map<String, String>> labels =
                service.entry()
                        .map(RuleReferences::labels)
                        .orElseGet(() ->
                                Server.behind(service, mesh).stream().map(Server::labels).toList());
        for (int i = 0; i < rule.subsets().size(); i++) {
            subset(rule.subsets().get(i), service, labels, i);
        }
        rule.trafficPolicy().ports().keySet().forEach(port -> port(service, port));
    }

    private static List<Map<String, String>> labels(Registration.Entry entry) {
        return entry.endpoints().stream().map(EntryEndpoint::labels).toList();
    }

    private void unknownHost(String written, String host) {
        findings.warning(
                "unknown-host",
                "spec.host",
                new Told(
                        "there is no service "
                                + host
                                + (written.equals(host) ? "" : " (written " + written + ")")
                                + "; the rule has no effect",
                        "a host is a service of the mesh; a name without dots is one of the rule's own namespace",
                        "create the service, or correct the name"));
    }

    /// Rules for one host are merged: subsets add up, of two policies the oldest rule's counts.
    private void merged(DestinationRule rule, List<DestinationRule> sameHost) {
        List<DestinationRule> older =
                sameHost.stream()
                        .takeWhile(other -> !other.equals(rule))
                        .filter(other -> other.workloadSelector().equals(rule.workloadSelector()))
                        .filter(other -> other.namespace().equals(rule.namespace()))
                        .toList();
        if (older.isEmpty()) {
            return;
        }
        DestinationRule first = older.getFirst();
        boolean hidden =
                rule.subsets().stream()
                        .anyMatch(
                                s -> older.stream().anyMatch(o -> o.subset(s.name()).isPresent()));
        findings.warning(
                hidden ? "shadowed" : "merged",
                "spec.host",
                new Told(
                        first.key()
                                + " is for the same host; subsets are merged, of two that are alike and of two"
                                + " policies the oldest rule's counts",
                        "a host has one DestinationRule in a namespace",
                        "put both into one"));
    }

    private void subset(Subset subset, Service service, List<Map<String, String>> labels, int i) {
        boolean found =
                labels.stream().anyMatch(l -> l.entrySet().containsAll(subset.labels().entrySet()));
        if (!found && !labels.isEmpty()) {
            findings.warning(
                    "empty-subset",
                    "spec.subsets[" + i + "].labels",
                    new Told(
                            (service.isEntry() ? "no endpoint of " : "no pod of ")
                                    + service.host()
                                    + " has the labels "
                                    + subset.labels()
                                    + "; requests to the subset get 503",
                            service.isEntry()
                                    ? "a subset selects among the endpoints of its ServiceEntry"
                                    : "a subset selects among the pods of its service",
                            service.isEntry()
                                    ? "correct the labels, here or there"
                                    : "correct the labels, or start such pods"));
        }
    }

    private void port(Service service, int port) {
        List<Integer> known = service.ports().stream().map(ServicePort::number).toList();
        if (!known.contains(port)) {
            findings.warning(
                    "unknown-port",
                    "spec.trafficPolicy.portLevelSettings",
                    new Told(
                            service.host() + " has no port " + port + "; its ports are " + known,
                            "portLevelSettings name a port of the Service",
                            "choose one of " + known));
        }
    }
}
