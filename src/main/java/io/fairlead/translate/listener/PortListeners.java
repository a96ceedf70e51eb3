package io.fairlead.translate.listener;

import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.Service;
import io.fairlead.model.service.AddressRange;
import io.fairlead.model.service.Protocol;
import io.fairlead.model.service.ServicePort;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import io.fairlead.translate.input.ResourceType;
import io.fairlead.translate.input.Translated;
import io.fairlead.translate.input.UnitInput;
import io.fairlead.translate.input.Visibility;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The outbound listeners of one port: one for all hosts that speak HTTP there or have no address, and one for each
/// address of the others.
///
/// @param leader the first service of the port, by which listeners are put in Istio's order
/// @param http requests are routed by the hosts that they name
/// @param everywhere bytes for services without an address of their own
/// @param any unknown destinations pass through
public record PortListeners(
        int port,
        String leader,
        boolean http,
        List<Bound> bound,
        List<Bytes> everywhere,
        boolean any,
        ChainSettings settings)
        implements UnitInput {

    /// Ports of the proxy itself; a listener there would catch what capture hands over.
    private static final Set<Integer> OWN_PORTS = Set.of(15001, 15006);

    /// A listener on one address, for one service.
    ///
    /// @param sniffed requests are looked for before the bytes are passed on
    public record Bound(String address, String host, boolean sniffed, List<Bytes> bytes) {
        public Bound {
            bytes = List.copyOf(bytes);
        }
    }

    public PortListeners {
        bound = List.copyOf(bound);
        everywhere = List.copyOf(everywhere);
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
        Collector collector = new Collector(port, new SidecarBytes(port, client, reader), reader);
        return Optional.of(
                new PortListeners(
                        port,
                        services.getFirst().host(),
                        services.stream().anyMatch(service -> isRouted(service, port)),
                        collector.bound(services),
                        collector.everywhere(services),
                        reader.mesh().outboundAny(),
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

    /// Requests for it are found by the host that they name; without an address nothing else tells them.
    private static boolean isRouted(Service service, int port) {
        Protocol protocol = protocol(service, port);
        return protocol.isHttp()
                || (protocol == Protocol.AUTO
                        && service.isEntry()
                        && service.addresses().isEmpty());
    }

    /// Goes through the services of the port.
    private record Collector(int port, SidecarBytes bytes, Reader reader) {

        List<Bound> bound(List<Service> services) {
            List<Bound> bound = new ArrayList<>();
            Set<String> taken = new LinkedHashSet<>();
            for (Service service : byPrecedence(services)) {
                Protocol protocol = protocol(service, port);
                if (protocol.isHttp()) {
                    continue;
                }
                List<String> free = addresses(service).stream().filter(taken::add).toList();
                if (!free.isEmpty()) {
                    List<Bytes> all = bytes.of(service, protocol, List.of(), false);
                    boolean sniffed = protocol == Protocol.AUTO;
                    free.forEach(
                            address -> bound.add(new Bound(address, service.host(), sniffed, all)));
                }
            }
            return bound;
        }

        /// Who gets an address that several want: Kubernetes, then the older entry.
        private static List<Service> byPrecedence(List<Service> services) {
            List<Service> sorted =
                    new ArrayList<>(services.stream().filter(one -> !one.isEntry()).toList());
            services.stream()
                    .filter(Service::isEntry)
                    .sorted(MeshObject.OLDEST_FIRST)
                    .forEach(sorted::add);
            return sorted;
        }

        /// Clients of a headless service connect to the address of a pod, ready or not: who asks for it by name may get
        /// it.
        private List<String> addresses(Service service) {
            if (service.isEntry()) {
                return service.singleAddresses();
            }
            if (!service.headless()) {
                return service.addresses();
            }
            return reader.endpoints(service.host()).of(port).stream()
                    .map(endpoint -> endpoint.address())
                    .distinct()
                    .toList();
        }

        /// Of two that nothing tells apart, the older one's counts.
        List<Bytes> everywhere(List<Service> services) {
            return Bytes.eachOnce(
                    services.stream()
                            .filter(Service::isEntry)
                            .filter(service -> !protocol(service, port).isHttp())
                            .sorted(MeshObject.OLDEST_FIRST)
                            .flatMap(service -> everywhere(service).stream())
                            .toList());
        }

        private List<Bytes> everywhere(Service service) {
            List<AddressRange> ranges =
                    service.ranges().stream()
                            .map(range -> AddressRange.of(range).orElseThrow())
                            .toList();
            if (ranges.isEmpty() && !service.addresses().isEmpty()) {
                return List.of();
            }
            return bytes.of(service, protocol(service, port), ranges, ranges.isEmpty());
        }
    }

    @Override
    public String rank() {
        return leader;
    }

    @Override
    public List<Translated> translate() {
        List<Listener.Builder> listeners = new ArrayList<>();
        if (http || !everywhere.isEmpty()) {
            listeners.add(shared());
        }
        bound.forEach(one -> listeners.add(one(one)));
        return listeners.stream()
                // A client that can't tell TLS apart may have no chain left.
                .filter(one -> one.getFilterChainsCount() > 0)
                .map(PortListeners::translated)
                .toList();
    }

    private Listener.Builder shared() {
        Listener.Builder listener = Listeners.outbound(Listeners.ANY_V4, port, settings);
        if (http && !settings.sniffs()) {
            return listener.addFilterChains(
                    Listeners.chain(requests(Listeners.ANY_V4, String.valueOf(port))));
        }
        List<FilterChain> chains = new ArrayList<>();
        if (http) {
            chains.add(Listeners.plainHttp(requests(Listeners.ANY_V4, String.valueOf(port))));
        }
        FilterChain rest = add(everywhere, chains);
        return with(
                chains, rest == null ? Listeners.passthrough(any, settings) : rest, http, listener);
    }

    private Listener.Builder one(Bound one) {
        Listener.Builder listener = Listeners.outbound(one.address(), port, settings);
        List<FilterChain> chains = new ArrayList<>();
        boolean sniffed = one.sniffed() && settings.sniffs();
        if (sniffed) {
            chains.add(Listeners.plainHttp(requests(one.address(), one.host() + ":" + port)));
        }
        return with(chains, add(one.bytes(), chains), sniffed, listener);
    }

    private Filter requests(String address, String routes) {
        return Filters.outboundHttp("outbound_" + address + "_" + port + ";", routes, settings);
    }

    /// Adds the chains that ask for something, and gives back the one that doesn't.
    private @Nullable FilterChain add(List<Bytes> bytes, List<FilterChain> chains) {
        FilterChain rest = null;
        for (Bytes one : bytes) {
            if (one.isRest()) {
                rest = one.chain(settings);
            } else if (one.names().isEmpty() || settings.speaksTls()) {
                chains.add(one.chain(settings));
            }
        }
        return rest;
    }

    /// Envoy never goes back to a chain without conditions once a transport matched: what fits nowhere else needs the
    /// default.
    private static Listener.Builder with(
            List<FilterChain> chains,
            @Nullable FilterChain rest,
            boolean sniffed,
            Listener.Builder listener) {
        Inspectors.tls(chains).ifPresent(listener::addListenerFilters);
        if (sniffed) {
            listener.addListenerFilters(Listeners.httpInspector());
        }
        listener.addAllFilterChains(chains);
        if (rest == null) {
            return listener;
        }
        return chains.isEmpty()
                ? listener.addFilterChains(rest)
                : listener.setDefaultFilterChain(rest);
    }

    private static Translated translated(Listener.Builder listener) {
        return new Translated(ResourceType.LISTENER, listener.getName(), listener.build());
    }
}
