package io.fairlead.translate.route;

import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
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
/// @param shared true when some listener of the port asks for the configuration of all hosts
/// @param hosts in the order of their names
/// @param sniffed hosts with a configuration of their own
/// @param allowAny unknown hosts pass through; else they are refused
/// @param previousHosts whether the client can avoid hosts that failed
public record PortRoutes(
        int port,
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
        PortHosts found = PortHosts.of(port, client, reader);
        if (found.services().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new PortRoutes(
                        port,
                        found.isShared(),
                        found.hosts(),
                        found.sniffed(),
                        reader.mesh().outboundAny(),
                        client.extensions().contains(Extension.PREVIOUS_HOSTS)));
    }

    @Override
    public List<Translated> translate() {
        List<Translated> configurations = new ArrayList<>();
        if (shared) {
            List<VirtualHost> all = new ArrayList<>();
            hosts.forEach(host -> all.add(virtualHost(host, host.domains())));
            all.add(allowAny ? CatchAll.passThrough() : CatchAll.refuse());
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
        return VirtualHost.newBuilder()
                .setName(host.host() + ":" + port)
                .addAllDomains(domains)
                .addAllRoutes(host.source().routes(host.host(), port, previousHosts))
                .setIncludeRequestAttemptCount(true)
                .build();
    }

    private static Translated configuration(String name, List<VirtualHost> hosts) {
        RouteConfiguration configuration =
                RouteConfiguration.newBuilder()
                        .setName(name)
                        .addAllVirtualHosts(hosts)
                        // A route to a cluster that does not exist answers 503; it does not stop
                        // the others.
                        .setValidateClusters(Protos.FALSE)
                        .setMaxDirectResponseBodySizeBytes(Protos.uint32(DIRECT_BODY_MAX_BYTES))
                        .setIgnorePortInHostMatching(true)
                        .build();
        return new Translated(ResourceType.ROUTE, name, configuration);
    }
}
