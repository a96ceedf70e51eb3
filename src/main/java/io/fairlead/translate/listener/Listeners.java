package io.fairlead.translate.listener;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.AdditionalAddress;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.extensions.filters.listener.http_inspector.v3.HttpInspector;
import io.fairlead.translate.input.ClusterNames;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.Protos;
import java.time.Duration;
import java.util.List;

/// Parts of which listeners are made.
final class Listeners {
    static final String RAW = "raw_buffer";
    static final List<String> PLAIN_HTTP = List.of("http/1.1", "h2c");

    private static final Duration TLS_CONNECT_TIMEOUT = Duration.ofSeconds(15);
    private static final String ANY_V6 = "::";
    static final String ANY_V4 = "0.0.0.0";

    private Listeners() {}

    /// A listener that takes over captured connections to an address; it is not bound itself.
    static Listener.Builder outbound(String address, int port, ChainSettings settings) {
        Listener.Builder listener = named(nameOf(address, port), address, port, settings);
        if (settings.ipv6() && address.equals(ANY_V4)) {
            listener.addAdditionalAddresses(
                    AdditionalAddress.newBuilder().setAddress(address(ANY_V6, port)));
        }
        return listener.setTrafficDirection(TrafficDirection.OUTBOUND)
                .setBindToPort(Protos.FALSE)
                .setListenerFiltersTimeout(Protos.duration(settings.detectionTimeout()))
                .setContinueOnListenerFiltersTimeout(true);
    }

    static Listener.Builder named(String name, String address, int port, ChainSettings settings) {
        Listener.Builder listener =
                Listener.newBuilder().setName(name).setAddress(address(address, port));
        listener.addAllAccessLog(settings.accessLogs().ofListener());
        return listener;
    }

    /// `10.96.0.5_9000`; an IPv6 address stands in brackets.
    static String nameOf(String address, int port) {
        return (address.indexOf(':') < 0 ? address : "[" + address + "]") + "_" + port;
    }

    /// Connections that speak HTTP in clear, as the inspector found.
    static FilterChain plainHttp(Filter manager) {
        return chain(manager).toBuilder()
                .setFilterChainMatch(
                        FilterChainMatch.newBuilder()
                                .setTransportProtocol(RAW)
                                .addAllApplicationProtocols(PLAIN_HTTP))
                .build();
    }

    /// All connections.
    static FilterChain chain(Filter filter) {
        return chain(List.of(filter));
    }

    static FilterChain chain(List<Filter> filters) {
        return FilterChain.newBuilder()
                .addAllFilters(filters)
                .setTransportSocketConnectTimeout(Protos.duration(TLS_CONNECT_TIMEOUT))
                .build();
    }

    /// Connections for which there is nothing else: on to where the client wanted.
    ///
    /// @param any else they end here
    static FilterChain passthrough(boolean any, ChainSettings settings) {
        return FilterChain.newBuilder()
                .setName("PassthroughFilterChain")
                .setFilterChainMatch(FilterChainMatch.getDefaultInstance())
                .addAllFilters(
                        Filters.tcp(
                                any ? ClusterNames.PASSTHROUGH : ClusterNames.BLACK_HOLE, settings))
                .build();
    }

    static ListenerFilter httpInspector() {
        return filter(Extension.HTTP_INSPECTOR.id(), HttpInspector.getDefaultInstance());
    }

    static ListenerFilter filter(String name, Message config) {
        return ListenerFilter.newBuilder().setName(name).setTypedConfig(Protos.any(config)).build();
    }

    private static Address address(String address, int port) {
        return Address.newBuilder()
                .setSocketAddress(SocketAddress.newBuilder().setAddress(address).setPortValue(port))
                .build();
    }
}
