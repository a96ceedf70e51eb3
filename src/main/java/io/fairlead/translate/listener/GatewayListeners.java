package io.fairlead.translate.listener;

import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.fairlead.model.route.GatewayServer.Way;
import io.fairlead.model.route.GatewayTls;
import io.fairlead.translate.cluster.FixedClusters;
import io.fairlead.translate.input.GatewayPort;
import io.fairlead.translate.input.GatewayPort.Served;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import io.fairlead.translate.input.ResourceType;
import io.fairlead.translate.input.Translated;
import io.fairlead.translate.input.UnitInput;
import io.fairlead.translate.listener.OpaqueRoutes.Opaque;
import io.fairlead.translate.tls.GatewaySockets;
import io.fairlead.translate.tls.ServerTls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The listeners of a gateway, each on a port of its own: requests in clear, or one chain for each server whose TLS
/// ends here, or bytes by the name of the server that TLS brings.
///
public record GatewayListeners(
        List<Port> ports, ChainSettings settings, ServerTls mesh, Duration connectTimeout)
        implements UnitInput {

    /// A port with what there is on it.
    ///
    /// @param opaque chains for bytes
    record Port(GatewayPort at, List<Opaque> opaque) {
        Port {
            opaque = List.copyOf(opaque);
        }
    }

    public GatewayListeners {
        ports = List.copyOf(ports);
    }

    /// Reads the Gateways that concern a class of routers.
    public static GatewayListeners collect(ProxyClass.Router router, Reader reader) {
        List<Port> ports = new ArrayList<>();
        for (GatewayPort port : GatewayPort.of(router, reader)) {
            ports.add(new Port(port, OpaqueRoutes.of(port, router.client(), reader)));
        }
        return new GatewayListeners(
                ports,
                ChainSettings.of(router.client(), reader),
                ServerTls.of(reader.mesh()),
                reader.mesh().connectTimeout());
    }

    @Override
    public List<Translated> translate() {
        List<Translated> all = new ArrayList<>();
        all.add(FixedClusters.blackHole(connectTimeout));
        for (Port port : ports) {
            List<FilterChain> chains = chains(port);
            if (!chains.isEmpty()) {
                all.add(listener(port.at(), chains));
            }
        }
        return all;
    }

    private Translated listener(GatewayPort port, List<FilterChain> chains) {
        String address = port.bind().isEmpty() ? Listeners.ANY_V4 : port.bind();
        String name = Listeners.nameOf(address, port.number());
        Listener.Builder listener =
                Listeners.named(name, address, port.number(), settings)
                        .setTrafficDirection(TrafficDirection.OUTBOUND)
                        .addAllFilterChains(chains);
        Inspectors.tls(chains).ifPresent(listener::addListenerFilters);
        return new Translated(ResourceType.LISTENER, name, listener.build());
    }

    private List<FilterChain> chains(Port port) {
        GatewayPort at = port.at();
        List<FilterChain> chains = new ArrayList<>();
        if (at.way() == Way.HTTP) {
            chains.add(Listeners.chain(http(at, at.routes())));
            return chains;
        }
        if (settings.speaksTls()) {
            for (Served served : at.servers()) {
                if (served.server().way() == Way.HTTPS) {
                    chains.add(
                            encrypted(
                                    Listeners.chain(http(at, served.routes())),
                                    served.names(),
                                    served.server().tls()));
                }
            }
        }
        for (Opaque opaque : port.opaque()) {
            FilterChain chain = Listeners.chain(Filters.tcp(opaque.proxy(), settings));
            if (!opaque.way().isByServerName()) {
                chains.add(chain);
            } else if (settings.speaksTls()) {
                chains.add(encrypted(chain, opaque.names(), opaque.tls()));
            }
        }
        return chains;
    }

    private Filter http(GatewayPort port, String routes) {
        return Filters.gatewayHttp("outbound_0.0.0.0_" + port.number() + ";", routes, settings);
    }

    /// @param tls null where TLS doesn't end here
    private FilterChain encrypted(FilterChain chain, List<String> names, @Nullable GatewayTls tls) {
        FilterChainMatch.Builder match =
                FilterChainMatch.newBuilder().setTransportProtocol(InboundWays.TLS);
        if (!names.contains("*")) {
            match.addAllServerNames(names);
        }
        FilterChain.Builder built = chain.toBuilder().setFilterChainMatch(match);
        if (tls != null && tls.ends()) {
            built.setTransportSocket(GatewaySockets.of(tls, mesh));
        }
        return built.build();
    }
}
