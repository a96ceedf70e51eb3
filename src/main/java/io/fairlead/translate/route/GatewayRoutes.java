package io.fairlead.translate.route;

import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.route.GatewayServer.Way;
import io.fairlead.model.route.Hosts;
import io.fairlead.model.route.HttpRoute;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.GatewayPort;
import io.fairlead.translate.input.GatewayPort.Served;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import io.fairlead.translate.input.ResourceType;
import io.fairlead.translate.input.Translated;
import io.fairlead.translate.input.UnitInput;
import io.fairlead.translate.input.Visibility;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/// One route configuration of a gateway: of all servers that speak HTTP in clear on a port, or of one server whose TLS
/// ends at the gateway. Without a VirtualService for a host, the answer is 404.
///
/// @param name `http.8080`, or `https.443.NAME-OF-PORT.GATEWAY.NAMESPACE`
/// @param hosts in the order of their names
/// @param previousHosts whether the client can avoid hosts that failed
public record GatewayRoutes(String name, int port, List<Host> hosts, boolean previousHosts)
        implements UnitInput {

    /// One virtual host.
    ///
    /// @param host full name, perhaps with a leading wildcard
    /// @param port of the Service before the gateway
    /// @param sources routes of all VirtualServices that name it, oldest first
    /// @param httpsOnly requests in clear are redirected
    public record Host(String host, int port, List<HostRoutes.Ruled> sources, boolean httpsOnly) {
        public Host {
            sources = List.copyOf(sources);
        }

        Host with(List<HostRoutes.Ruled> more, boolean redirects) {
            List<HostRoutes.Ruled> all = new ArrayList<>(sources);
            more.stream().filter(source -> !all.contains(source)).forEach(all::add);
            return new Host(host, port, all, httpsOnly || redirects);
        }
    }

    public GatewayRoutes {
        hosts = List.copyOf(hosts);
    }

    /// Reads the VirtualServices of one configuration; empty when the router has none of this name.
    public static Optional<GatewayRoutes> collect(
            String name, ProxyClass.Router router, Reader reader) {
        for (GatewayPort port : GatewayPort.of(router, reader)) {
            if (port.way() == Way.HTTP && port.routes().equals(name)) {
                return Optional.of(of(name, port.servers(), router, reader));
            }
            for (Served served : port.servers()) {
                if (served.server().way() == Way.HTTPS && served.routes().equals(name)) {
                    return Optional.of(of(name, List.of(served), router, reader));
                }
            }
        }
        return Optional.empty();
    }

    private static GatewayRoutes of(
            String name, List<Served> servers, ProxyClass.Router router, Reader reader) {
        Collector collector = new Collector(router.client(), reader);
        servers.forEach(collector::add);
        return new GatewayRoutes(
                name,
                servers.getFirst().server().number(),
                List.copyOf(collector.found.values()),
                router.extensions().contains(Extension.PREVIOUS_HOSTS));
    }

    @Override
    public List<Translated> translate() {
        List<VirtualHost> all = new ArrayList<>();
        hosts.forEach(host -> all.add(virtualHost(host)));
        if (all.isEmpty()) {
            all.add(VirtualHost.newBuilder().setName("blackhole:" + port).addDomains("*").build());
        }
        return List.of(
                new Translated(
                        ResourceType.ROUTE,
                        name,
                        PortRoutes.settings(name).addAllVirtualHosts(all).build()));
    }

    private VirtualHost virtualHost(Host host) {
        List<Route> routes = new ArrayList<>();
        host.sources()
                .forEach(source ->
                        routes.addAll(source.routes(host.host(), host.port(), previousHosts)));
        // What takes everything in one VirtualService must not hide the routes of the next.
        routes.sort(Comparator.comparing(Matches::isCatchAll));
        VirtualHost.Builder built =
                VirtualHost.newBuilder()
                        .setName(host.host() + ":" + host.port())
                        .addDomains(host.host())
                        .addAllRoutes(routes)
                        .setIncludeRequestAttemptCount(true);
        if (host.httpsOnly()) {
            built.setRequireTls(VirtualHost.TlsRequirementType.ALL);
        }
        return built.build();
    }

    /// Goes through servers and the VirtualServices that are bound to their Gateways.
    private static final class Collector {
        private final ProxyClass.Outbound client;
        private final Reader reader;
        private final TreeMap<String, Host> found = new TreeMap<>();

        Collector(ProxyClass.Outbound client, Reader reader) {
            this.client = client;
            this.reader = reader;
        }

        void add(Served served) {
            boolean redirects = served.server().redirectsToHttps();
            if (redirects) {
                served.names().forEach(name -> put(name, served, List.of(), true));
            }
            for (VirtualService rule : reader.virtualServices()) {
                if (rule.appliesTo(served.gateway())
                        && Visibility.visible(
                                rule.exportTo(), rule.namespace(), served.namespace())) {
                    add(served, rule, redirects);
                }
            }
        }

        private void add(Served served, VirtualService rule, boolean redirects) {
            int port = served.server().number();
            List<HttpRoute> http = HostRules.concerning(rule, served.gateway(), port, client);
            if (http.isEmpty()) {
                return;
            }
            HostSources sources = new HostSources(port, client, reader);
            for (String written : rule.hosts()) {
                String host = Hosts.fqdn(written, rule.namespace(), reader.mesh().domain());
                HostRoutes.Ruled source = sources.ruled(new HostRules.Candidate(host, rule, http));
                served.server()
                        .meeting(host, rule.namespace(), served.namespace())
                        .forEach(met -> put(met, served, List.of(source), redirects));
            }
        }

        private void put(
                String host, Served served, List<HostRoutes.Ruled> sources, boolean redirects) {
            String key = host.toLowerCase(Locale.ROOT);
            Host before =
                    found.getOrDefault(
                            key, new Host(host, served.server().number(), List.of(), false));
            found.put(key, before.with(sources, redirects));
        }
    }
}
