package io.fairlead.translate.route;

import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.fairlead.model.config.Service;
import io.fairlead.model.service.Protocol;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import io.fairlead.translate.input.ResourceType;
import io.fairlead.translate.input.Translated;
import io.fairlead.translate.input.UnitInput;
import io.fairlead.translate.input.Visibility;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// One virtual host of one port as a resource of its own, for clients that take them so: what [PortRoutes] would make
/// of the same host for all others.
///
/// @param shared true when the port has a configuration of all hosts; without one, nobody asks for the host
/// @param previousHosts whether the client can avoid hosts that failed
public record PortHost(int port, boolean shared, HostRoutes host, boolean previousHosts)
        implements UnitInput {

    /// Reads one host; empty where clients of the class don't know it on this port.
    public static Optional<PortHost> collect(
            String host, int port, ProxyClass.Outbound client, Reader reader) {
        HostSources sources = new HostSources(port, client, reader);
        Optional<Service> service =
                reader.service(host)
                        .filter(found -> PortHosts.isOn(found, port))
                        .filter(found -> isVisible(found, client));
        boolean previousHosts = client.extensions().contains(Extension.PREVIOUS_HOSTS);
        if (service.isPresent()) {
            boolean shared =
                    PortHosts.protocol(service.get(), port).filter(Protocol::isHttp).isPresent()
                            || PortHosts.isShared(PortHosts.services(port, client, reader), port);
            HostRoutes routes =
                    new HostRoutes(
                            host, domains(service.get(), port, client, reader), sources.of(host));
            return Optional.of(new PortHost(port, shared, routes, previousHosts));
        }
        return HostRules.candidates(reader.routesTo(host), port, client, reader).stream()
                .filter(candidate -> candidate.host().equals(host))
                .findFirst()
                .filter(candidate -> isUnserved(candidate, port, client, reader))
                .map(sources::ruled)
                .map(source -> new HostRoutes(host, List.of(host), source))
                .map(routes -> new PortHost(port, true, routes, previousHosts));
    }

    private static boolean isVisible(Service service, ProxyClass.Outbound client) {
        return Visibility.visible(service.exportTo(), service.namespace(), client.namespace());
    }

    /// The port has a configuration of all hosts, and the host is of none of its services.
    private static boolean isUnserved(
            HostRules.Candidate candidate, int port, ProxyClass.Outbound client, Reader reader) {
        List<Service> services = PortHosts.services(port, client, reader);
        return PortHosts.isShared(services, port)
                && services.stream().noneMatch(service -> candidate.covers(service.host()));
    }

    private static List<String> domains(
            Service service, int port, ProxyClass.Outbound client, Reader reader) {
        if (reader.contestsDomains(service.host())) {
            return PortHosts.of(port, client, reader).hosts().stream()
                    .filter(found -> found.host().equals(service.host()))
                    .findFirst()
                    .map(HostRoutes::domains)
                    .orElse(List.of(service.host()));
        }
        List<String> wanted = new ArrayList<>(List.of(service.host()));
        wanted.addAll(Domains.of(service, client.dnsDomain()));
        for (Service alias : reader.aliases(service.host())) {
            if (isVisible(alias, client)) {
                wanted.addAll(Domains.of(alias, client.dnsDomain()));
            }
        }
        Set<String> seen = new HashSet<>();
        return wanted.stream().filter(name -> seen.add(name.toLowerCase(Locale.ROOT))).toList();
    }

    @Override
    public List<Translated> translate() {
        if (!shared) {
            return List.of();
        }
        String name = name(port, host.host() + ":" + port);
        VirtualHost built = PortRoutes.virtualHost(name, host, host.domains(), port, previousHosts);
        return List.of(new Translated(ResourceType.VIRTUAL_HOST, name, built));
    }

    /// Of the resource and of the virtual host in it: whoever removes one names the other.
    ///
    /// @param host Istio's name of it
    static String name(int port, String host) {
        return port + "/" + host;
    }
}
