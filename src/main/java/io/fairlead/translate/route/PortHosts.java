package io.fairlead.translate.route;

import io.fairlead.model.config.Service;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.policy.LoadBalancer.HashKey;
import io.fairlead.model.route.HttpRoute;
import io.fairlead.model.service.Protocol;
import io.fairlead.translate.input.ClusterNames;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import io.fairlead.translate.input.Visibility;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Finds the hosts of one port and who decides about their routes.
///
/// @param services that speak HTTP on the port, or whose protocol is found out by looking
record PortHosts(int port, List<Service> services, List<HostRoutes> hosts) {

    static PortHosts of(int port, ProxyClass.Outbound client, Reader reader) {
        List<Service> services =
                reader.servicesOn(port).stream()
                        .filter(service -> protocol(service, port).isPresent())
                        .filter(service ->
                                Visibility.visible(
                                        service.exportTo(),
                                        service.namespace(),
                                        client.namespace()))
                        .toList();
        if (services.isEmpty()) {
            return new PortHosts(port, services, List.of());
        }
        Collector collector = new Collector(port, client, reader, services);
        return new PortHosts(port, services, collector.hosts());
    }

    /// The protocol of a service's port, where routes matter for it.
    private static Optional<Protocol> protocol(Service service, int port) {
        return service.ports().stream()
                .filter(p -> p.number() == port)
                .map(p -> p.protocol())
                .filter(p -> p.isHttp() || p == Protocol.AUTO)
                .findFirst();
    }

    boolean isShared() {
        return services.stream()
                .anyMatch(s -> protocol(s, port).filter(Protocol::isHttp).isPresent());
    }

    List<String> sniffed() {
        return services.stream()
                .filter(s -> protocol(s, port).filter(p -> p == Protocol.AUTO).isPresent())
                .map(Service::host)
                .toList();
    }

    /// Goes through services, then through hosts that only a VirtualService knows.
    private static final class Collector {
        private final int port;
        private final ProxyClass.Outbound client;
        private final Reader reader;
        private final List<Service> services;
        private final List<HostRules.Candidate> candidates;
        private final Set<String> taken = new HashSet<>();

        Collector(int port, ProxyClass.Outbound client, Reader reader, List<Service> services) {
            this.port = port;
            this.client = client;
            this.reader = reader;
            this.services = services;
            this.candidates = HostRules.candidates(port, client, reader);
        }

        List<HostRoutes> hosts() {
            List<HostRoutes> found = new ArrayList<>();
            services.forEach(service -> taken.add(key(service.host())));
            List<HostRules.Candidate> extra = extra();
            extra.forEach(candidate -> taken.add(key(candidate.host())));
            for (Service service : services) {
                found.add(new HostRoutes(service.host(), domains(service), source(service.host())));
            }
            for (HostRules.Candidate candidate : extra) {
                found.add(
                        new HostRoutes(
                                candidate.host(), List.of(candidate.host()), ruled(candidate)));
            }
            found.sort(Comparator.comparing(HostRoutes::host));
            return found;
        }

        private List<String> domains(Service service) {
            List<String> domains = new ArrayList<>();
            domains.add(service.host());
            addFree(Domains.of(service, client.dnsDomain()), domains);
            for (Service alias : reader.aliases(service.host())) {
                if (Visibility.visible(alias.exportTo(), alias.namespace(), client.namespace())) {
                    addFree(Domains.of(alias, client.dnsDomain()), domains);
                }
            }
            return domains;
        }

        /// Envoy refuses a domain that stands twice; the first host keeps it.
        private void addFree(List<String> wanted, List<String> domains) {
            wanted.stream().filter(domain -> taken.add(key(domain))).forEach(domains::add);
        }

        private HostRoutes.Source source(String host) {
            return HostRules.best(candidates, host)
                    .<HostRoutes.Source>map(this::ruled)
                    .orElseGet(() ->
                            new HostRoutes.Plain(hashes(List.of(HostRules.Target.of(host, port)))));
        }

        private HostRoutes.Ruled ruled(HostRules.Candidate candidate) {
            VirtualService owner = candidate.owner();
            List<HostRules.Target> targets =
                    candidate.http().stream()
                            .flatMap(
                                    route -> HostRules.targets(route, owner, port, reader).stream())
                            .toList();
            List<HttpRoute> http =
                    candidate.http().stream()
                            .map(route -> HostRules.resolved(route, owner, reader))
                            .toList();
            return new HostRoutes.Ruled(owner.namespace(), owner.name(), http, hashes(targets));
        }

        private SortedMap<String, HashKey> hashes(List<HostRules.Target> targets) {
            SortedMap<String, HashKey> hashes = new TreeMap<>();
            for (HostRules.Target target : targets) {
                String cluster =
                        ClusterNames.outbound(target.port(), target.subset(), target.host());
                HostRules.hash(reader.rule(target.host(), client), target)
                        .ifPresent(key -> hashes.put(cluster, key));
            }
            return hashes;
        }

        /// Hosts that no service of the port has; the oldest VirtualService for such a host decides.
        private List<HostRules.Candidate> extra() {
            List<HostRules.Candidate> extra = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            for (HostRules.Candidate candidate : candidates) {
                boolean served = services.stream().anyMatch(s -> candidate.covers(s.host()));
                if (!served && seen.add(candidate.host())) {
                    extra.add(candidate);
                }
            }
            return extra;
        }

        private static String key(String domain) {
            return domain.toLowerCase(Locale.ROOT);
        }
    }
}
