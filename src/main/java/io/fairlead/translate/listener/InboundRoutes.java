package io.fairlead.translate.listener;

import io.envoyproxy.envoy.config.route.v3.Decorator;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.fairlead.translate.input.ClusterNames;
import io.fairlead.translate.input.Protos;
import io.fairlead.translate.listener.InboundInputs.InboundPort;

/// The routes towards the workload: one for everything, by whatever name it is called.
final class InboundRoutes {
    private static final int ATTEMPTS = 2;

    private InboundRoutes() {}

    static RouteConfiguration declared(InboundPort port) {
        String cluster = ClusterNames.inbound(port.number());
        return routes(
                cluster,
                port.servicePort(),
                port.host() + ":" + port.servicePort(),
                !port.protocol().isHttp2());
    }

    static RouteConfiguration undeclared(int port) {
        return routes(ClusterNames.INBOUND_PASSTHROUGH, port, ":" + port, true);
    }

    private static RouteConfiguration routes(
            String cluster, int servicePort, String operation, boolean retries) {
        RouteAction.Builder action =
                RouteAction.newBuilder()
                        .setCluster(cluster)
                        .setTimeout(Protos.ZERO)
                        .setMaxStreamDuration(
                                RouteAction.MaxStreamDuration.newBuilder()
                                        .setMaxStreamDuration(Protos.ZERO)
                                        .setGrpcTimeoutHeaderMax(Protos.ZERO));
        if (retries) {
            // The workload may close an idle connection just as a request sets out on it.
            action.setRetryPolicy(
                    RetryPolicy.newBuilder()
                            .setRetryOn("reset-before-request")
                            .setNumRetries(Protos.uint32(ATTEMPTS)));
        }
        Route route =
                Route.newBuilder()
                        .setName("default")
                        .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                        .setRoute(action)
                        .setDecorator(Decorator.newBuilder().setOperation(operation + "/*"))
                        .build();
        return RouteConfiguration.newBuilder()
                .setName(cluster)
                .addVirtualHosts(
                        VirtualHost.newBuilder()
                                .setName("inbound|http|" + servicePort)
                                .addDomains("*")
                                .addRoutes(route))
                .setValidateClusters(Protos.FALSE)
                .build();
    }
}
