package io.fairlead.translate.listener;

import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.type.v3.HashPolicy;
import io.fairlead.model.config.Service;
import io.fairlead.model.policy.ConnectionPool;
import io.fairlead.model.policy.LoadBalancer;
import io.fairlead.model.policy.LoadBalancer.HashKey;
import io.fairlead.model.policy.TrafficPolicy;
import io.fairlead.model.service.Protocol;
import io.fairlead.model.service.ServicePort;
import io.fairlead.translate.input.ClusterNames;
import io.fairlead.translate.input.Protos;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import io.fairlead.translate.input.ResourceType;
import io.fairlead.translate.input.Translated;
import io.fairlead.translate.input.UnitInput;
import io.fairlead.translate.input.Visibility;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The outbound listeners of one port: one for all hosts that speak HTTP there, and one for each address of the others.
///
/// @param leader the first service of the port, by which listeners are put in Istio's order
public record PortListeners(
        int port, String leader, boolean http, List<Bound> bound, ChainSettings settings)
        implements UnitInput {

    /// Ports of the proxy itself; a listener there would catch what capture hands over.
    private static final Set<Integer> OWN_PORTS = Set.of(15001, 15006);

    private static final String ANY = "0.0.0.0";

    /// A listener on one address, for one service.
    ///
    /// @param sniffed requests are looked for before the bytes are passed on
    public record Bound(
            String address,
            String host,
            boolean sniffed,
            @Nullable Duration idleTimeout,
            boolean bySourceIp) {}

    public PortListeners {
        bound = List.copyOf(bound);
    }

    /// Reads the services of one port for a class of clients.
    public static Optional<PortListeners> collect(
            int port, ProxyClass.Outbound client, Reader reader) {
        List<Service> services =
                reader.servicesOn(port).stream()
                        .filter(service ->
                                Visibility.visible(
                                        service.exportTo(),
                                        service.namespace(),
                                        client.namespace()))
                        .filter(service -> protocol(service, port) != Protocol.UDP)
                        .toList();
        if (services.isEmpty() || OWN_PORTS.contains(port)) {
            return Optional.empty();
        }
        boolean http = services.stream().anyMatch(service -> protocol(service, port).isHttp());
        return Optional.of(
                new PortListeners(
                        port,
                        services.getFirst().host(),
                        http,
                        bound(services, port, client, reader),
                        ChainSettings.of(client, reader)));
    }

    /// The first protocol of the port that is not UDP: one number may carry both.
    private static Protocol protocol(Service service, int port) {
        return service.ports().stream()
                .filter(p -> p.number() == port)
                .map(ServicePort::protocol)
                .filter(protocol -> protocol != Protocol.UDP)
                .findFirst()
                .orElse(Protocol.UDP);
    }

    private static List<Bound> bound(
            List<Service> services, int port, ProxyClass.Outbound client, Reader reader) {
        List<Bound> bound = new ArrayList<>();
        Set<String> taken = new LinkedHashSet<>();
        for (Service service : services) {
            Protocol protocol = protocol(service, port);
            if (protocol.isHttp()) {
                continue;
            }
            TrafficPolicy policy = reader.rule(service.host(), client).policy(port);
            for (String address : addresses(service, port, reader)) {
                if (taken.add(address)) {
                    bound.add(
                            new Bound(
                                    address,
                                    service.host(),
                                    protocol == Protocol.AUTO,
                                    idleTimeout(policy),
                                    bySourceIp(policy)));
                }
            }
        }
        return bound;
    }

    /// Clients of a headless service connect to the address of a pod, ready or not: who asks for it by name may get it.
    private static List<String> addresses(Service service, int port, Reader reader) {
        if (!service.headless()) {
            return service.addresses();
        }
        return reader.endpoints(service.host()).of(port).stream()
                .map(endpoint -> endpoint.address())
                .distinct()
                .toList();
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

    @Override
    public String rank() {
        return leader;
    }

    @Override
    public List<Translated> translate() {
        List<Translated> listeners = new ArrayList<>();
        if (http) {
            listeners.add(translated(shared()));
        }
        bound.forEach(one -> listeners.add(translated(one(one))));
        return listeners;
    }

    private Listener.Builder shared() {
        Listener.Builder listener = Listeners.outbound(ANY, port, settings);
        var manager =
                Filters.outboundHttp(
                        "outbound_" + ANY + "_" + port + ";", String.valueOf(port), settings);
        if (settings.sniffs()) {
            listener.addFilterChains(Listeners.plainHttp(manager))
                    .setDefaultFilterChain(Listeners.passthrough(settings))
                    .addListenerFilters(Listeners.httpInspector());
        } else {
            listener.addFilterChains(Listeners.chain(manager));
        }
        return listener;
    }

    private Listener.Builder one(Bound one) {
        Listener.Builder listener = Listeners.outbound(one.address(), port, settings);
        if (one.sniffed() && settings.sniffs()) {
            String routes = one.host() + ":" + port;
            listener.addFilterChains(
                            Listeners.plainHttp(
                                    Filters.outboundHttp(
                                            "outbound_" + one.address() + "_" + port + ";",
                                            routes,
                                            settings)))
                    .addListenerFilters(Listeners.httpInspector());
        }
        TcpProxy.Builder proxy =
                TcpProxy.newBuilder().setCluster(ClusterNames.outbound(port, "", one.host()));
        if (one.idleTimeout() != null) {
            proxy.setIdleTimeout(Protos.duration(one.idleTimeout()));
        }
        if (one.bySourceIp()) {
            proxy.addHashPolicy(
                    HashPolicy.newBuilder().setSourceIp(HashPolicy.SourceIp.getDefaultInstance()));
        }
        FilterChain bytes = Listeners.chain(Filters.tcp(proxy, settings));
        // Envoy never goes back to a chain without conditions once a transport matched: what is no
        // HTTP needs the default.
        return listener.getFilterChainsCount() > 0
                ? listener.setDefaultFilterChain(bytes)
                : listener.addFilterChains(bytes);
    }

    private static Translated translated(Listener.Builder listener) {
        return new Translated(ResourceType.LISTENER, listener.getName(), listener.build());
    }
}
