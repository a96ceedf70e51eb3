package io.fairlead.translate;

import io.fairlead.model.config.Service;
import io.fairlead.translate.cluster.ServiceClusters;
import io.fairlead.translate.endpoint.ServiceAssignments;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.GatewayPort;
import io.fairlead.translate.input.InputKey;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import io.fairlead.translate.input.UnitInput;
import io.fairlead.translate.listener.GatewayListeners;
import io.fairlead.translate.listener.InboundInputs;
import io.fairlead.translate.listener.PortListeners;
import io.fairlead.translate.listener.VirtualOutbound;
import io.fairlead.translate.route.GatewayRoutes;
import io.fairlead.translate.route.PortHost;
import io.fairlead.translate.route.PortRoutes;
import io.fairlead.translate.tls.Credentials;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Which units there are, and what each of them reads.
final class Units {
    private Units() {}

    /// Every unit that could yield something for a class of proxies.
    static Set<Unit> all(ProxyClass proxyClass, MeshView view) {
        Set<Unit> units = new TreeSet<>();
        switch (proxyClass) {
            case ProxyClass.Outbound _ -> {
                view.snapshot().services().keySet().forEach(host -> addHost(host, units));
                view.byPort().keySet().forEach(port -> addPort(port, units));
                if (isApart(proxyClass)) {
                    view.byPort()
                            .forEach((port, services) -> {
                                services.forEach(of -> addHost(of.host(), port, units));
                                addRoutes(port, view, units);
                            });
                }
                units.add(Unit.whole(Unit.Part.OUTBOUND_REST));
            }
            case ProxyClass.Inbound _ -> units.add(Unit.whole(Unit.Part.INBOUND));
            case ProxyClass.Router router -> {
                view.snapshot().services().keySet().forEach(host -> addHost(host, units));
                units.add(Unit.whole(Unit.Part.GATEWAY_LISTENERS));
                addGatewayRoutes(router, view, units);
            }
            case ProxyClass.Account _ -> units.add(Unit.whole(Unit.Part.SECRETS));
        }
        return units;
    }

    /// Units that changed keys may have brought into being.
    static Set<Unit> implied(ProxyClass proxyClass, Set<InputKey> changed, MeshView view) {
        Set<Unit> units = new TreeSet<>();
        if (proxyClass instanceof ProxyClass.Router router) {
            addImplied(router, changed, view, units);
        }
        if (proxyClass instanceof ProxyClass.Outbound) {
            for (InputKey key : changed) {
                if (isApart(proxyClass)) {
                    addHosts(key, view, units);
                }
                switch (key) {
                    case InputKey.OfService(String host) -> addHost(host, units);
                    case InputKey.OfPort(int number) -> addPort(number, units);
                    case InputKey.OfNamespace _, InputKey.OfEndpoints _, InputKey.OfAliases _ -> {}
                    case InputKey.OfRules _, InputKey.OfRoutes _ -> {}
                    case InputKey.OfRoutesTo _, InputKey.OfDomains _ -> {}
                    case InputKey.OfPeers _, InputKey.OfTelemetry _, InputKey.OfMesh _ -> {}
                    case InputKey.OfSecrets _, InputKey.OfGateways _ -> {}
                }
            }
        }
        return units;
    }

    private static void addImplied(
            ProxyClass.Router router, Set<InputKey> changed, MeshView view, Set<Unit> units) {
        for (InputKey key : changed) {
            if (key instanceof InputKey.OfService(String host)) {
                addHost(host, units);
            }
        }
        // Its ports are those of its Services.
        if (changed.contains(new InputKey.OfGateways())
                || changed.contains(new InputKey.OfNamespace(router.client().namespace()))) {
            addGatewayRoutes(router, view, units);
        }
    }

    private static void addGatewayRoutes(ProxyClass.Router router, MeshView view, Set<Unit> units) {
        for (GatewayPort port : GatewayPort.of(router, new Reader(view))) {
            port.routeNames()
                    .forEach(name -> units.add(Unit.ofHost(Unit.Part.GATEWAY_ROUTES, name)));
        }
    }

    /// True for clients whose virtual hosts are resources of their own.
    private static boolean isApart(ProxyClass proxyClass) {
        return proxyClass.extensions().contains(Extension.VHDS);
    }

    /// Virtual hosts that a changed key may have brought into being.
    private static void addHosts(InputKey key, MeshView view, Set<Unit> units) {
        switch (key) {
            case InputKey.OfService(String host) -> {
                Service service = view.snapshot().services().get(host);
                if (service != null) {
                    service.ports().forEach(port -> addHost(host, port.number(), units));
                }
            }
            case InputKey.OfPort(int number) -> addRoutes(number, view, units);
            case InputKey.OfRoutesTo(String host) ->
                    view.byPort().keySet().forEach(port -> addHost(host, port, units));
            case InputKey.OfMesh _ ->
                    view.byPort().keySet().forEach(port -> addRoutes(port, view, units));
            case InputKey.OfNamespace _, InputKey.OfEndpoints _, InputKey.OfAliases _ -> {}
            case InputKey.OfRules _, InputKey.OfRoutes _, InputKey.OfDomains _ -> {}
            case InputKey.OfPeers _, InputKey.OfTelemetry _, InputKey.OfSecrets _ -> {}
            case InputKey.OfGateways _ -> {}
        }
    }

    /// Hosts of VirtualServices, on a port that some service has.
    private static void addRoutes(int port, MeshView view, Set<Unit> units) {
        if (view.byPort().containsKey(port)) {
            view.exactRoutes().keySet().forEach(host -> addHost(host, port, units));
        }
    }

    private static void addHost(String host, int port, Set<Unit> units) {
        units.add(new Unit(Unit.Part.OUTBOUND_HOSTS, host, port));
    }

    private static void addHost(String host, Set<Unit> units) {
        units.add(Unit.ofHost(Unit.Part.OUTBOUND_CLUSTERS, host));
        units.add(Unit.ofHost(Unit.Part.OUTBOUND_ENDPOINTS, host));
    }

    private static void addPort(int port, Set<Unit> units) {
        units.add(Unit.ofPort(Unit.Part.OUTBOUND_LISTENERS, port));
        units.add(Unit.ofPort(Unit.Part.OUTBOUND_ROUTES, port));
    }

    /// Reads what a unit needs; empty when there is nothing to translate (any more).
    static Optional<UnitInput> collect(Unit unit, ProxyClass proxyClass, Reader reader) {
        return switch (proxyClass) {
            case ProxyClass.Outbound outbound -> collect(unit, outbound, reader);
            case ProxyClass.Inbound inbound -> Optional.of(InboundInputs.collect(inbound, reader));
            case ProxyClass.Router router -> collect(unit, router, reader);
            case ProxyClass.Account account -> Optional.of(Credentials.collect(account, reader));
        };
    }

    private static Optional<UnitInput> collect(
            Unit unit, ProxyClass.Outbound outbound, Reader reader) {
        return switch (unit.part()) {
            case OUTBOUND_CLUSTERS ->
                    ServiceClusters.collect(unit.host(), outbound, reader)
                            .map(UnitInput.class::cast);
            case OUTBOUND_ENDPOINTS ->
                    ServiceAssignments.collect(unit.host(), outbound, reader)
                            .map(UnitInput.class::cast);
            case OUTBOUND_LISTENERS ->
                    PortListeners.collect(unit.port(), outbound, reader).map(UnitInput.class::cast);
            case OUTBOUND_HOSTS ->
                    PortHost.collect(unit.host(), unit.port(), outbound, reader)
                            .map(UnitInput.class::cast);
            case OUTBOUND_ROUTES ->
                    PortRoutes.collect(unit.port(), outbound, reader).map(UnitInput.class::cast);
            case OUTBOUND_REST -> Optional.of(VirtualOutbound.collect(outbound, reader));
            case INBOUND, SECRETS, GATEWAY_LISTENERS, GATEWAY_ROUTES -> Optional.empty();
        };
    }

    private static Optional<UnitInput> collect(Unit unit, ProxyClass.Router router, Reader reader) {
        return switch (unit.part()) {
            case OUTBOUND_CLUSTERS, OUTBOUND_ENDPOINTS -> collect(unit, router.client(), reader);
            case GATEWAY_LISTENERS -> Optional.of(GatewayListeners.collect(router, reader));
            case GATEWAY_ROUTES ->
                    GatewayRoutes.collect(unit.host(), router, reader).map(UnitInput.class::cast);
            case OUTBOUND_LISTENERS,
                    OUTBOUND_HOSTS,
                    OUTBOUND_ROUTES,
                    OUTBOUND_REST,
                    INBOUND,
                    SECRETS ->
                    Optional.empty();
        };
    }
}
