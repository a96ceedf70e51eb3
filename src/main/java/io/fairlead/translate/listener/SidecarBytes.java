package io.fairlead.translate.listener;

import io.fairlead.model.config.Service;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.policy.ConnectionPool;
import io.fairlead.model.policy.LoadBalancer;
import io.fairlead.model.policy.LoadBalancer.HashKey;
import io.fairlead.model.policy.TrafficPolicy;
import io.fairlead.model.route.L4Match;
import io.fairlead.model.route.TcpRoute;
import io.fairlead.model.route.TlsRoute;
import io.fairlead.model.route.WeightedDestination;
import io.fairlead.model.service.AddressRange;
import io.fairlead.model.service.Protocol;
import io.fairlead.translate.input.ClusterNames;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import io.fairlead.translate.input.Visibility;
import io.fairlead.translate.listener.OpaqueRoutes.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where a sidecar sends bytes for one service on one port: as the `tls` and `tcp` routes of VirtualServices for its
/// host say, else to the service.
record SidecarBytes(int port, ProxyClass.Outbound client, Reader reader) {

    /// @param ranges of addresses of the service; empty where its address is the listener's, or where it has none
    /// @param byName only the name of the server tells it from other services
    List<Bytes> of(Service service, Protocol protocol, List<AddressRange> ranges, boolean byName) {
        TrafficPolicy policy = reader.rule(service.host(), client).policy(port);
        Toward toward = new Toward(service, ranges, idleTimeout(policy), bySourceIp(policy));
        List<Bytes> all = protocol.isEncrypted() ? encrypted(toward, byName) : opaque(toward);
        return Bytes.eachOnce(all);
    }

    /// What all connections for one service have in common.
    private record Toward(
            Service service,
            List<AddressRange> ranges,
            @Nullable Duration idleTimeout,
            boolean bySourceIp) {

        Bytes bytes(List<String> names, List<AddressRange> to, List<Part> parts) {
            return new Bytes(names, to, parts, idleTimeout, bySourceIp);
        }

        List<Part> itself(int port) {
            return List.of(new Part(ClusterNames.outbound(port, "", service.host()), 1));
        }
    }

    private List<Bytes> encrypted(Toward toward, boolean byName) {
        List<Bytes> all = new ArrayList<>();
        for (VirtualService rule : rules(toward.service())) {
            for (TlsRoute route : rule.tls()) {
                for (L4Match match : route.match()) {
                    if (concerns(match)) {
                        all.add(
                                toward.bytes(
                                        lowerCase(match.sniHosts()),
                                        ranges(match, toward),
                                        parts(route.destinations(), rule)));
                    }
                }
            }
        }
        if (all.isEmpty()) {
            List<String> names = byName ? lowerCase(List.of(toward.service().host())) : List.of();
            all.add(toward.bytes(names, toward.ranges(), toward.itself(port)));
        }
        return all;
    }

    private List<Bytes> opaque(Toward toward) {
        List<Bytes> all = new ArrayList<>();
        for (VirtualService rule : rules(toward.service())) {
            for (TcpRoute route : rule.tcp()) {
                List<L4Match> matches = route.match().stream().filter(this::concerns).toList();
                if (matches.isEmpty() && !route.match().isEmpty()) {
                    continue;
                }
                List<Part> parts = parts(route.destinations(), rule);
                boolean everywhere =
                        matches.isEmpty()
                                || matches.stream().anyMatch(m -> m.destinationSubnets().isEmpty());
                if (everywhere) {
                    all.add(toward.bytes(List.of(), toward.ranges(), parts));
                    return all; // The first match decides: nothing behind it is ever reached.
                }
                matches.forEach(
                        match -> all.add(toward.bytes(List.of(), ranges(match, toward), parts)));
            }
        }
        all.add(toward.bytes(List.of(), toward.ranges(), toward.itself(port)));
        return all;
    }

    private List<VirtualService> rules(Service service) {
        return reader.routesTo(service.host()).stream()
                .filter(VirtualService::appliesToSidecars)
                .filter(rule ->
                        Visibility.visible(rule.exportTo(), rule.namespace(), client.namespace()))
                .toList();
    }

    private boolean concerns(L4Match match) {
        return (match.gateways().isEmpty() || match.gateways().contains(VirtualService.MESH))
                && (match.port() == 0 || match.port() == port)
                && (match.sourceNamespace().isEmpty()
                        || match.sourceNamespace().equals(client.namespace()))
                && client.labels().entrySet().containsAll(match.sourceLabels().entrySet());
    }

    /// Those of the match where it writes some.
    private static List<AddressRange> ranges(L4Match match, Toward toward) {
        return match.destinationSubnets().isEmpty()
                ? toward.ranges()
                : match.destinationSubnets().stream()
                        .map(written -> AddressRange.of(written).orElseThrow())
                        .distinct()
                        .toList();
    }

    private List<Part> parts(List<WeightedDestination> to, VirtualService rule) {
        return OpaqueRoutes.parts(to, rule, port, reader);
    }

    private static List<String> lowerCase(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().toList();
    }

    private static @Nullable Duration idleTimeout(TrafficPolicy policy) {
        ConnectionPool pool = policy.connectionPool();
        ConnectionPool.@Nullable Tcp tcp = pool == null ? null : pool.tcp();
        return tcp == null ? null : tcp.idleTimeout();
    }

    private static boolean bySourceIp(TrafficPolicy policy) {
        LoadBalancer balancer = policy.loadBalancer();
        return balancer != null
                && balancer.choice() instanceof LoadBalancer.Choice.Hash(HashKey key, var _)
                && key instanceof HashKey.SourceIp;
    }
}
