package io.fairlead.translate.route;

import io.fairlead.model.config.Service;
import io.fairlead.model.service.Protocol;
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

/// Finds the hosts of one port and who decides about their routes.
///
/// @param services that speak HTTP on the port, or whose protocol is found out by looking
record PortHosts(int port, List<Service> services, List<HostRoutes> hosts) {

    static PortHosts of(int port, ProxyClass.Outbound client, Reader reader) {
        List<Service> services = services(port, client, reader);
        if (services.isEmpty()) {
            return new PortHosts(port, services, List.of());
        }
        Collector collector = new Collector(port, client, reader, services);
        return new PortHosts(port, services, collector.hosts());
    }

    /// Those that a class of clients may call, and whose protocol makes routes matter.
    static List<Service> services(int port, ProxyClass.Outbound client, Reader reader) {
        return reader.servicesOn(port).stream()
                .filter(service -> protocol(service, port).isPresent())
                .filter(service ->
                        Visibility.visible(
                                service.exportTo(), service.namespace(), client.namespace()))
                .toList();
    }

    /// True for a service that [#services] may name.
    static boolean isOn(Service service, int port) {
        return service.type() != Service.Type.EXTERNAL_NAME && protocol(service, port).isPresent();
    }

    /// The protocol of a service's port, where routes matter for it.
    static Optional<Protocol> protocol(Service service, int port) {
        return service.ports().stream()
                .filter(p -> p.number() == port)
                .map(p -> p.protocol())
                .filter(p -> p.isHttp() || (p == Protocol.AUTO && mayBeSniffed(service)))
                .findFirst();
    }

    /// Where an entry has nothing but ranges of addresses, its bytes are passed on unseen.
    private static boolean mayBeSniffed(Service service) {
        return !service.isEntry()
                || service.addresses().isEmpty()
                || !service.singleAddresses().isEmpty();
    }

    /// Without an address, a service is told from others by what requests name.
    private static boolean isNamed(Service service) {
        return service.isEntry() && service.addresses().isEmpty();
    }

    boolean isShared() {
        return isShared(services, port);
    }

    static boolean isShared(List<Service> services, int port) {
        return services.stream()
                .anyMatch(
                        s -> isNamed(s) || protocol(s, port).filter(Protocol::isHttp).isPresent());
    }

    List<String> sniffed() {
        return sniffed(services, port);
    }

    static List<String> sniffed(List<Service> services, int port) {
        return services.stream()
                .filter(s -> !isNamed(s))
                .filter(s -> protocol(s, port).filter(p -> p == Protocol.AUTO).isPresent())
                .map(Service::host)
                .toList();
    }

    /// Goes through services, then through hosts that only a VirtualService knows.
    private static final class Collector {
        private final HostSources sources;
        private final ProxyClass.Outbound client;
        private final Reader reader;
        private final List<Service> services;
        private final List<HostRules.Candidate> candidates;
        private final Set<String> taken = new HashSet<>();

        Collector(int port, ProxyClass.Outbound client, Reader reader, List<Service> services) {
            this.sources = new HostSources(port, client, reader);
            this.client = client;
            this.reader = reader;
            this.services = services;
            this.candidates = HostRules.candidates(reader.virtualServices(), port, client, reader);
        }

        List<HostRoutes> hosts() {
            List<HostRoutes> found = new ArrayList<>();
            services.forEach(service -> taken.add(key(service.host())));
            List<HostRules.Candidate> extra = extra();
            extra.forEach(candidate -> taken.add(key(candidate.host())));
            for (Service service : services) {
                found.add(
                        new HostRoutes(
                                service.host(),
                                domains(service),
                                sources.of(candidates, service.host())));
            }
            for (HostRules.Candidate candidate : extra) {
                found.add(
                        new HostRoutes(
                                candidate.host(),
                                List.of(candidate.host()),
                                sources.ruled(candidate)));
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
