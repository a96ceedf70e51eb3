package io.fairlead.parity;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.fairlead.translate.Resource;
import io.fairlead.translate.Translator;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyView;
import io.fairlead.translate.input.ResourceType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/// What the daemon makes of a mesh for one proxy, complete in itself: routes stand in their listeners, endpoints in
/// their clusters and on loopback, and the outbound HTTP listeners take a port of their own.
record World(List<Listener> listeners, List<Cluster> clusters) {

    /// HTTP without TLS. The backend speaks HTTP/1.1; what a proxy speaks to others is compared elsewhere.
    ///
    /// @param port where the endpoint `IP:PORT` is on loopback
    static World of(MeshView mesh, ProxyView proxy, ToIntFunction<String> port) {
        World clear = secured(mesh, proxy, port).inClear();
        return new World(
                clear.listeners().stream()
                        .filter(listener -> isHttp(listener.getFilterChains(0)))
                        .toList(),
                clear.clusters().stream()
                        .map(cluster ->
                                cluster.toBuilder().clearTypedExtensionProtocolOptions().build())
                        .toList());
    }

    /// The same without TLS towards servers.
    World inClear() {
        return new World(
                listeners,
                clusters.stream()
                        .map(cluster ->
                                cluster.toBuilder()
                                        .clearTransportSocket()
                                        .clearTransportSocketMatches()
                                        .build())
                        .toList());
    }

    /// With TLS, as rules and policies say. A listener that knows HTTP takes nothing else here.
    static World secured(MeshView mesh, ProxyView proxy, ToIntFunction<String> port) {
        Map<String, ClusterLoadAssignment> endpoints = new TreeMap<>();
        each(mesh, proxy, ResourceType.ENDPOINT, ClusterLoadAssignment.class)
                .forEach(one -> endpoints.put(one.getClusterName(), onLoopback(one, port)));
        List<Cluster> clusters =
                each(mesh, proxy, ResourceType.CLUSTER, Cluster.class).stream()
                        .map(cluster -> complete(cluster, endpoints))
                        .toList();
        Map<String, RouteConfiguration> routes = new TreeMap<>();
        each(mesh, proxy, ResourceType.ROUTE, RouteConfiguration.class)
                .forEach(one -> routes.put(one.getName(), one));
        List<Listener> listeners = new ArrayList<>();
        for (Listener listener : each(mesh, proxy, ResourceType.LISTENER, Listener.class)) {
            Listener.Builder open = listener.toBuilder().clearFilterChains();
            listener.getFilterChainsList().stream()
                    .filter(World::isHttp)
                    .forEach(chain -> open.addFilterChains(complete(chain, routes)));
            if (open.getFilterChainsCount() == 0) {
                listener.getFilterChainsList()
                        .forEach(chain ->
                                open.addFilterChains(
                                        chain.toBuilder().clearFilterChainMatch().build()));
            }
            if (open.getFilterChainsCount() > 0 && !listener.getName().startsWith("virtual")) {
                listeners.add(bound(open));
            }
        }
        return new World(listeners, clusters);
    }

    /// All that a sidecar has for calls of its workload, with chains of every kind, each listener on a port of its own.
    ///
    /// @param port where the endpoint `IP:PORT` is on loopback, one known by name, or a cluster whose clients choose
    static World whole(MeshView mesh, ProxyView proxy, ToIntFunction<String> port) {
        World parts = secured(mesh, proxy, port);
        Map<String, RouteConfiguration> routes = new TreeMap<>();
        each(mesh, proxy, ResourceType.ROUTE, RouteConfiguration.class)
                .forEach(one -> routes.put(one.getName(), one));
        List<Listener> listeners =
                each(mesh, proxy, ResourceType.LISTENER, Listener.class).stream()
                        .filter(listener -> !listener.getName().startsWith("virtual"))
                        .map(listener -> whole(listener, routes))
                        .toList();
        List<Cluster> clusters = new ArrayList<>();
        Map<String, Cluster> written = new TreeMap<>();
        each(mesh, proxy, ResourceType.CLUSTER, Cluster.class)
                .forEach(one -> written.put(one.getName(), one));
        for (Cluster cluster : parts.clusters()) {
            Cluster as = written.getOrDefault(cluster.getName(), cluster);
            clusters.add(
                    as.hasLoadAssignment()
                            ? cluster.toBuilder()
                                    .setLoadAssignment(onLoopback(as.getLoadAssignment(), port))
                                    .build()
                            : as.getType() == Cluster.DiscoveryType.ORIGINAL_DST
                                    ? at(cluster, port.applyAsInt(as.getName()))
                                    : cluster);
        }
        return new World(listeners, clusters);
    }

    private static Listener whole(Listener listener, Map<String, RouteConfiguration> routes) {
        Listener.Builder open = listener.toBuilder().clearFilterChains();
        listener.getFilterChainsList()
                .forEach(chain ->
                        open.addFilterChains(isHttp(chain) ? complete(chain, routes) : chain));
        FilterChain rest = listener.getDefaultFilterChain();
        Listener.Builder bound = bound(open).toBuilder();
        return listener.hasDefaultFilterChain()
                ? bound.setDefaultFilterChain(rest).build()
                : bound.build();
    }

    private static <M extends Message> List<M> each(
            MeshView mesh, ProxyView proxy, ResourceType type, Class<M> kind) {
        List<M> all = new ArrayList<>();
        for (Resource resource : Translator.resources(proxy, type, List.of(), mesh)) {
            all.add(unpack(resource.body(), kind));
        }
        return all;
    }

    private static <M extends Message> M unpack(Any packed, Class<M> kind) {
        try {
            return packed.unpack(kind);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static ClusterLoadAssignment onLoopback(
            ClusterLoadAssignment assignment, ToIntFunction<String> port) {
        ClusterLoadAssignment.Builder moved = assignment.toBuilder();
        moved.getEndpointsBuilderList()
                .forEach(place ->
                        place.getLbEndpointsBuilderList()
                                .forEach(host -> {
                                    SocketAddress.Builder at =
                                            host.getEndpointBuilder()
                                                    .getAddressBuilder()
                                                    .getSocketAddressBuilder();
                                    String endpoint = at.getAddress() + ":" + at.getPortValue();
                                    at.setAddress("127.0.0.1")
                                            .setPortValue(port.applyAsInt(endpoint));
                                }));
        return moved.build();
    }

    /// The inbound listener, on ports that are also the application's in the mesh; the application itself is elsewhere
    /// and speaks HTTP/1.1.
    ///
    /// @param http2 one of the ports, where HTTP/1.1 isn't understood
    static World inbound(
            MeshView mesh, ProxyView proxy, Collection<Integer> ports, int http2, int application) {
        List<Listener> listeners = new ArrayList<>();
        for (Listener listener : each(mesh, proxy, ResourceType.LISTENER, Listener.class)) {
            if (listener.getName().equals("virtualInbound")) {
                Listener.Builder open = listener.toBuilder().clearListenerFilters();
                listener.getListenerFiltersList().stream()
                        .filter(filter -> !filter.getName().endsWith("original_dst"))
                        .forEach(open::addListenerFilters);
                open.clearUseOriginalDst().clearBindToPort();
                for (int port : ports) {
                    listeners.add(at(port == http2 ? onlyHttp2(open) : open, port));
                }
            }
        }
        List<Cluster> clusters =
                each(mesh, proxy, ResourceType.CLUSTER, Cluster.class).stream()
                        .filter(cluster -> cluster.getName().startsWith("inbound|"))
                        .map(cluster -> at(cluster, application))
                        .collect(Collectors.toCollection(ArrayList::new));
        each(mesh, proxy, ResourceType.CLUSTER, Cluster.class).stream()
                .filter(cluster -> !cluster.getName().startsWith("inbound|"))
                .forEach(cluster -> clusters.add(complete(cluster, Map.of())));
        return new World(listeners, clusters);
    }

    private static Listener at(Listener.Builder inbound, int port) {
        Listener.Builder here = inbound.build().toBuilder().setName("in_" + port);
        here.getAddressBuilder()
                .getSocketAddressBuilder()
                .setAddress("127.0.0.1")
                .setPortValue(port);
        return here.build();
    }

    private static Listener.Builder onlyHttp2(Listener.Builder listener) {
        Listener.Builder only = listener.build().toBuilder();
        for (FilterChain.Builder chain : only.getFilterChainsBuilderList()) {
            for (Filter.Builder filter : chain.getFiltersBuilderList()) {
                if (filter.getTypedConfig().is(HttpConnectionManager.class)) {
                    HttpConnectionManager.Builder manager =
                            unpack(filter.getTypedConfig(), HttpConnectionManager.class).toBuilder()
                                    .setCodecType(HttpConnectionManager.CodecType.HTTP2);
                    filter.setTypedConfig(Any.pack(manager.build()));
                }
            }
        }
        return only;
    }

    private static Cluster at(Cluster inbound, int application) {
        ClusterLoadAssignment.Builder here =
                ClusterLoadAssignment.newBuilder().setClusterName(inbound.getName());
        here.addEndpointsBuilder()
                .addLbEndpointsBuilder()
                .getEndpointBuilder()
                .getAddressBuilder()
                .getSocketAddressBuilder()
                .setAddress("127.0.0.1")
                .setPortValue(application);
        return inbound.toBuilder()
                .clearUpstreamBindConfig()
                .clearTypedExtensionProtocolOptions()
                .setType(Cluster.DiscoveryType.STATIC)
                .setLbPolicy(Cluster.LbPolicy.ROUND_ROBIN)
                .setLoadAssignment(here)
                .build();
    }

    /// Without what isn't asked here: names to look up, addresses of packets, and memory of earlier failures.
    private static Cluster complete(Cluster cluster, Map<String, ClusterLoadAssignment> endpoints) {
        Cluster.Builder complete =
                cluster.toBuilder()
                        .clearEdsClusterConfig()
                        .clearOutlierDetection()
                        .setType(Cluster.DiscoveryType.STATIC);
        String service = cluster.getEdsClusterConfig().getServiceName();
        String name = service.isEmpty() ? cluster.getName() : service;
        ClusterLoadAssignment none =
                ClusterLoadAssignment.newBuilder().setClusterName(cluster.getName()).build();
        if (cluster.getLbPolicy() == Cluster.LbPolicy.CLUSTER_PROVIDED) {
            complete.setLbPolicy(Cluster.LbPolicy.ROUND_ROBIN);
        }
        return complete.setLoadAssignment(
                        endpoints.getOrDefault(name, none).toBuilder()
                                .setClusterName(cluster.getName()))
                .build();
    }

    private static boolean isHttp(FilterChain chain) {
        return chain.getFiltersList().stream()
                .anyMatch(filter -> filter.getTypedConfig().is(HttpConnectionManager.class));
    }

    private static FilterChain complete(FilterChain chain, Map<String, RouteConfiguration> routes) {
        FilterChain.Builder complete = chain.toBuilder().clearFilters();
        for (Filter filter : chain.getFiltersList()) {
            HttpConnectionManager manager =
                    unpack(filter.getTypedConfig(), HttpConnectionManager.class);
            HttpConnectionManager.Builder own = manager.toBuilder().clearAccessLog();
            if (manager.hasRds()) {
                String name = manager.getRds().getRouteConfigName();
                own.setRouteConfig(
                        routes.getOrDefault(
                                name, RouteConfiguration.newBuilder().setName(name).build()));
            }
            complete.addFilters(filter.toBuilder().setTypedConfig(Any.pack(own.build())));
        }
        return complete.build();
    }

    private static Listener bound(Listener.Builder listener) {
        listener.getAddressBuilder()
                .getSocketAddressBuilder()
                .setAddress("127.0.0.1")
                .setPortValue(0);
        return listener.clearBindToPort().clearDefaultFilterChain().clearAccessLog().build();
    }
}
