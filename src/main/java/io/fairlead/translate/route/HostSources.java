package io.fairlead.translate.route;

import io.fairlead.model.config.VirtualService;
import io.fairlead.model.policy.LoadBalancer.HashKey;
import io.fairlead.model.route.HttpRoute;
import io.fairlead.translate.input.ClusterNames;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Where the routes of hosts on one port come from.
record HostSources(int port, ProxyClass.Outbound client, Reader reader) {

    /// Of a service.
    ///
    /// @param candidates that may cover its host, oldest first
    HostRoutes.Source of(List<HostRules.Candidate> candidates, String host) {
        return HostRules.best(candidates, host)
                .<HostRoutes.Source>map(this::ruled)
                .orElseGet(() ->
                        new HostRoutes.Plain(hashes(List.of(HostRules.Target.of(host, port)))));
    }

    /// Of a service, from the VirtualServices that name its host.
    HostRoutes.Source of(String host) {
        return of(HostRules.candidates(reader.routesTo(host), port, client, reader), host);
    }

    HostRoutes.Ruled ruled(HostRules.Candidate candidate) {
        VirtualService owner = candidate.owner();
        List<HostRules.Target> targets =
                candidate.http().stream()
                        .flatMap(route -> HostRules.targets(route, owner, port, reader).stream())
                        .toList();
        List<HttpRoute> http =
                candidate.http().stream()
                        .map(route -> HostRules.resolved(route, owner, port, reader))
                        .toList();
        return new HostRoutes.Ruled(owner.namespace(), owner.name(), http, hashes(targets));
    }

    private SortedMap<String, HashKey> hashes(List<HostRules.Target> targets) {
        SortedMap<String, HashKey> hashes = new TreeMap<>();
        for (HostRules.Target target : targets) {
            String cluster = ClusterNames.outbound(target.port(), target.subset(), target.host());
            HostRules.hash(reader.rule(target.host(), client), target)
                    .ifPresent(key -> hashes.put(cluster, key));
        }
        return hashes;
    }
}
