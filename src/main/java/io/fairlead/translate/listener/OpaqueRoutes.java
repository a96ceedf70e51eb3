package io.fairlead.translate.listener;

import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.fairlead.model.config.Gateway;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.route.GatewayServer;
import io.fairlead.model.route.GatewayServer.Way;
import io.fairlead.model.route.GatewayTls;
import io.fairlead.model.route.Hosts;
import io.fairlead.model.route.L4Match;
import io.fairlead.model.route.TcpRoute;
import io.fairlead.model.route.TlsRoute;
import io.fairlead.model.route.WeightedDestination;
import io.fairlead.translate.input.ClusterNames;
import io.fairlead.translate.input.GatewayPort;
import io.fairlead.translate.input.GatewayPort.Served;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import io.fairlead.translate.input.Visibility;
import io.fairlead.translate.route.HostRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a gateway sends bytes: the `tls` routes of VirtualServices by the name of the server, the `tcp` routes by the
/// port alone.
record OpaqueRoutes(ProxyClass.Outbound client, Reader reader, Set<String> taken) {

    /// One chain.
    ///
    /// @param names of servers; `*` for all
    /// @param tls null where TLS doesn't end here
    record Opaque(Way way, List<String> names, List<Part> parts, @Nullable GatewayTls tls) {
        Opaque {
            names = List.copyOf(names);
            parts = List.copyOf(parts);
        }

        TcpProxy.Builder proxy() {
            return OpaqueRoutes.proxy(parts);
        }
    }

    /// A cluster that gets a share.
    record Part(String cluster, int weight) {}

    /// Shares the connections out.
    static TcpProxy.Builder proxy(List<Part> parts) {
        TcpProxy.Builder proxy = TcpProxy.newBuilder();
        if (parts.size() == 1) {
            return proxy.setCluster(parts.getFirst().cluster());
        }
        TcpProxy.WeightedCluster.Builder weighted = TcpProxy.WeightedCluster.newBuilder();
        for (Part part : parts) {
            if (part.weight() > 0) {
                weighted.addClusters(
                        TcpProxy.WeightedCluster.ClusterWeight.newBuilder()
                                .setName(part.cluster())
                                .setWeight(part.weight()));
            }
        }
        return proxy.setStatPrefix(parts.getFirst().cluster()).setWeightedClusters(weighted);
    }

    static List<Opaque> of(GatewayPort port, ProxyClass.Outbound client, Reader reader) {
        OpaqueRoutes routes = new OpaqueRoutes(client, reader, new HashSet<>());
        List<Opaque> all = new ArrayList<>();
        for (Served served : port.servers()) {
            switch (served.server().way()) {
                case HTTP, HTTPS -> {
                    // Routes are a resource of their own.
                }
                case PASSTHROUGH -> all.addAll(routes.byName(served));
                case TCP -> {
                    if (all.isEmpty()) {
                        routes.byPort(served).ifPresent(all::add);
                    }
                }
                case TLS -> routes.byPort(served).ifPresent(all::add);
            }
        }
        return all;
    }

    private List<VirtualService> bound(Served served) {
        return reader.virtualServices().stream()
                .filter(rule -> rule.appliesTo(served.gateway()))
                .filter(rule ->
                        Visibility.visible(rule.exportTo(), rule.namespace(), served.namespace()))
                .filter(rule -> rule.hosts().stream().anyMatch(host -> meets(host, rule, served)))
                .toList();
    }

    private boolean meets(String host, VirtualService rule, Served served) {
        String full = Hosts.fqdn(host, rule.namespace(), reader.mesh().domain());
        return !served.server().meeting(full, rule.namespace(), served.namespace()).isEmpty();
    }

    private List<Opaque> byName(Served served) {
        List<Opaque> all = new ArrayList<>();
        for (VirtualService rule : bound(served)) {
            for (TlsRoute route : rule.tls()) {
                List<String> names =
                        route.match().stream()
                                .filter(match -> concerns(match, rule, served))
                                .flatMap(match -> match.sniHosts().stream())
                                .flatMap(sni -> met(sni, rule, served).stream())
                                .filter(name -> taken.add(name.toLowerCase(Locale.ROOT)))
                                .toList();
                if (!names.isEmpty()) {
                    all.add(
                            new Opaque(
                                    Way.PASSTHROUGH,
                                    names,
                                    parts(route.destinations(), rule, served.server()),
                                    null));
                }
            }
        }
        return all;
    }

    private static List<String> met(String sni, VirtualService rule, Served served) {
        return served.server().meeting(sni, rule.namespace(), served.namespace());
    }

    /// The first route that concerns the gateway takes all connections.
    private Optional<Opaque> byPort(Served served) {
        for (VirtualService rule : bound(served)) {
            for (TcpRoute route : rule.tcp()) {
                if (route.match().isEmpty()
                        || route.match().stream().anyMatch(m -> concerns(m, rule, served))) {
                    GatewayServer server = served.server();
                    return Optional.of(
                            new Opaque(
                                    server.way(),
                                    served.names(),
                                    parts(route.destinations(), rule, server),
                                    server.tls()));
                }
            }
        }
        return Optional.empty();
    }

    private boolean concerns(L4Match match, VirtualService rule, Served served) {
        boolean here =
                match.gateways().isEmpty()
                        || match.gateways().stream()
                                .anyMatch(name ->
                                        Gateway.path(name, rule.namespace())
                                                .equals(served.gateway()));
        return here
                && (match.port() == 0 || match.port() == served.server().number())
                && (match.sourceNamespace().isEmpty()
                        || match.sourceNamespace().equals(client.namespace()))
                && client.labels().entrySet().containsAll(match.sourceLabels().entrySet());
    }

    private List<Part> parts(
            List<WeightedDestination> to, VirtualService rule, GatewayServer server) {
        return parts(to, rule, server.number(), reader);
    }

    /// @param port to which connections come
    static List<Part> parts(
            List<WeightedDestination> to, VirtualService rule, int port, Reader reader) {
        return to.stream()
                .map(one -> {
                    HostRules.Target target = HostRules.target(one, rule, port, reader);
                    String cluster =
                            ClusterNames.outbound(target.port(), target.subset(), target.host());
                    return new Part(cluster, one.weight());
                })
                .toList();
    }
}
