package io.fairlead.translate.input;

import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.MeshConfig;
import io.fairlead.model.config.Service;
import io.fairlead.model.policy.Subset;
import io.fairlead.model.policy.TrafficPolicy;
import io.fairlead.model.route.Hosts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Chooses the DestinationRules for a host as Istio does: those of the client's namespace, else of the service's, else
/// of the root namespace; among them the most specific host; rules for that same host are merged, the oldest first.
final class Rules {
    private Rules() {}

    static Rule choose(MeshView view, String host, ProxyClass.Outbound client) {
        MeshConfig mesh = view.snapshot().mesh();
        List<DestinationRule> candidates = candidates(view, host, client);
        if (candidates.isEmpty()) {
            return Rule.NONE;
        }
        Service service = view.snapshot().services().get(host);
        String owner = service == null ? "" : service.namespace();
        String root = mesh.rootNamespace();
        List<String> order =
                client.namespace().equals(root)
                        ? List.of(owner, root)
                        : List.of(client.namespace(), owner, root);
        for (String namespace : order) {
            List<DestinationRule> own =
                    candidates.stream().filter(rule -> rule.namespace().equals(namespace)).toList();
            if (!own.isEmpty()) {
                return merge(mostSpecific(own, mesh.domain()), client);
            }
        }
        return Rule.NONE;
    }

    private static List<DestinationRule> candidates(
            MeshView view, String host, ProxyClass.Outbound client) {
        List<DestinationRule> all =
                new ArrayList<>(view.exactRules().getOrDefault(host, List.of()));
        for (DestinationRule rule : view.wildcardRules()) {
            if (Hosts.covers(rule.host(), host)) {
                all.add(rule);
            }
        }
        all.removeIf(rule -> !concerns(rule, client));
        return all;
    }

    private static boolean concerns(DestinationRule rule, ProxyClass.Outbound client) {
        if (!rule.workloadSelector().isEmpty()) {
            return rule.namespace().equals(client.namespace())
                    && containsAll(client.labels(), rule.workloadSelector());
        }
        return Visibility.visible(rule.exportTo(), rule.namespace(), client.namespace());
    }

    private static boolean containsAll(Map<String, String> labels, Map<String, String> wanted) {
        return labels.entrySet().containsAll(wanted.entrySet());
    }

    /// The rules for the most specific host; one that asks for the client's labels is more specific than one for all.
    private static List<DestinationRule> mostSpecific(List<DestinationRule> rules, String domain) {
        Comparator<DestinationRule> order =
                Comparator.comparing((DestinationRule rule) -> rule.host().startsWith("*"))
                        .thenComparingInt(
                                rule -> -Hosts.fqdn(rule.host(), rule.namespace(), domain).length())
                        .thenComparing(rule -> rule.workloadSelector().isEmpty());
        DestinationRule best = rules.stream().min(order).orElseThrow();
        String host = Hosts.fqdn(best.host(), best.namespace(), domain);
        return rules.stream()
                .filter(rule -> Hosts.fqdn(rule.host(), rule.namespace(), domain).equals(host))
                .filter(rule -> rule.workloadSelector().equals(best.workloadSelector()))
                .toList();
    }

    private static Rule merge(List<DestinationRule> oldestFirst, ProxyClass.Outbound client) {
        DestinationRule oldest = oldestFirst.getFirst();
        TrafficPolicy policy = TrafficPolicy.NONE;
        List<Subset> subsets = new ArrayList<>();
        for (DestinationRule rule : oldestFirst) {
            if (policy.equals(TrafficPolicy.NONE)) {
                policy = rule.trafficPolicy();
            }
            for (Subset subset : rule.subsets()) {
                if (subsets.stream().noneMatch(known -> known.name().equals(subset.name()))) {
                    subsets.add(subset);
                }
            }
        }
        if (oldest.workloadSelector().isEmpty() && !client.edge()) {
            // As with Istio: a rule for all clients names Secrets for gateways.
            policy = policy.withoutCredential();
            subsets.replaceAll(Subset::withoutCredential);
        }
        return new Rule(
                IstioMetadata.path("destination-rule", oldest.namespace(), oldest.name()),
                policy,
                subsets);
    }
}
