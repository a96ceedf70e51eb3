package io.fairlead.translate.route;

import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.Vhds;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.fairlead.model.config.Service;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.Protos;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import io.fairlead.translate.input.ResourceType;
import io.fairlead.translate.input.Translated;
import io.fairlead.translate.input.UnitInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The route configurations of one port: `8080` for all hosts that speak HTTP there, and `host:8080` for each host
/// whose protocol is found out by looking.
///
/// @param apart the hosts of the shared configuration are resources of their own, [PortHost]s
/// @param shared true when some listener of the port asks for the configuration of all hosts
/// @param hosts in the order of their names; where they come apart, only those with a configuration of their own
/// @param sniffed hosts with a configuration of their own
/// @param allowAny unknown hosts pass through; else they are refused
/// @param previousHosts whether the client can avoid hosts that failed
public record PortRoutes(
        int port,
        boolean apart,
        boolean shared,
        List<HostRoutes> hosts,
        List<String> sniffed,
        boolean allowAny,
        boolean previousHosts)
        implements UnitInput {

    private static final int DIRECT_BODY_MAX_BYTES = 1024 * 1024;

    public PortRoutes {
        hosts = List.copyOf(hosts);
        sniffed = List.copyOf(sniffed);
    }

    /// Reads the hosts of one port for a class of clients.
    public static Optional<PortRoutes> collect(
            int port, ProxyClass.Outbound client, Reader reader) {
        if (client.extensions().contains(Extension.VHDS)) {
            return collectApart(port, client, reader);
        }
        PortHosts found = PortHosts.of(port, client, reader);
        if (found.services().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new PortRoutes(
                        port,
                        false,
                        found.isShared(),
                        found.hosts(),
                        found.sniffed(),
                        reader.mesh().outboundAny(),
                        client.extensions().contains(Extension.PREVIOUS_HOSTS)));
    }

    private static Optional<PortRoutes> collectApart(
            int port, ProxyClass.Outbound client, Reader reader) {
        List<Service> services = PortHosts.services(port, client, reader);
        if (services.isEmpty()) {
            return Optional.empty();
        }
        HostSources sources = new HostSources(port, client, reader);
        List<String> sniffed = PortHosts.sniffed(services, port);
        return Optional.of(
                new PortRoutes(
                        port,
                        true,
                        PortHosts.isShared(services, port),
                        sniffed.stream()
                                .map(host -> new HostRoutes(host, List.of(), sources.of(host)))
                                .toList(),
                        sniffed,
                        reader.mesh().outboundAny(),
                        client.extensions().contains(Extension.PREVIOUS_HOSTS)));
    }

    @Override
    public List<Translated> translate() {
        List<Translated> configurations = new ArrayList<>();
        VirtualHost rest = allowAny ? CatchAll.passThrough() : CatchAll.refuse();
        if (shared && apart) {
            configurations.add(
                    new Translated(
                            ResourceType.ROUTE,
                            String.valueOf(port),
                            settings(String.valueOf(port))
                                    .setVhds(Vhds.newBuilder().setConfigSource(Protos.OVER_ADS))
                                    .build()));
            // Behind all others: a client knows by it that it has them all.
            String name = PortHost.name(port, "*");
            configurations.add(
                    new Translated(
                            ResourceType.VIRTUAL_HOST,
                            name,
                            rest.toBuilder().setName(name).build()));
        } else if (shared) {
            List<VirtualHost> all = new ArrayList<>();
            hosts.forEach(host -> all.add(virtualHost(host, host.domains())));
            all.add(rest);
            configurations.add(configuration(String.valueOf(port), all));
        }
        for (String name : sniffed) {
            hosts.stream()
                    .filter(host -> host.host().equals(name))
                    .map(host -> virtualHost(host, List.of("*")))
                    .forEach(only ->
                            configurations.add(configuration(name + ":" + port, List.of(only))));
        }
        return configurations;
    }

    private VirtualHost virtualHost(HostRoutes host, List<String> domains) {
        return virtualHost(host.host() + ":" + port, host, domains, port, previousHosts);
    }

    static VirtualHost virtualHost(
            String name, HostRoutes host, List<String> domains, int port, boolean previousHosts) {
        return VirtualHost.newBuilder()
                .setName(name)
                .addAllDomains(domains)
                .addAllRoutes(host.source().routes(host.host(), port, previousHosts))
                .setIncludeRequestAttemptCount(true)
                .build();
    }

    private static Translated configuration(String name, List<VirtualHost> hosts) {
        return new Translated(
                ResourceType.ROUTE, name, settings(name).addAllVirtualHosts(hosts).build());
    }

    static RouteConfiguration.Builder settings(String name) {
        return RouteConfiguration.newBuilder()
                .setName(name)
                // A route to a cluster that does not exist answers 503; it does not stop the
                // others.
                .setValidateClusters(Protos.FALSE)
                .setMaxDirectResponseBodySizeBytes(Protos.uint32(DIRECT_BODY_MAX_BYTES))
                .setIgnorePortInHostMatching(true);
    }
}
