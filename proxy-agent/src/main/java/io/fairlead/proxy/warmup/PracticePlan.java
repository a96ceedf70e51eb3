package io.fairlead.proxy.warmup;

import io.fairlead.proxy.model.AccessLog;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.Balancer;
import io.fairlead.proxy.model.ChainMatch;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.ClusterChoice;
import io.fairlead.proxy.model.ClusterChoice.WeightedCluster;
import io.fairlead.proxy.model.Discovery;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.FilterChain;
import io.fairlead.proxy.model.Handler;
import io.fairlead.proxy.model.Handler.TcpDestination;
import io.fairlead.proxy.model.Host;
import io.fairlead.proxy.model.HttpConnection;
import io.fairlead.proxy.model.HttpConnection.RouteSource;
import io.fairlead.proxy.model.Inspection;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.MetricChanges;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.proxy.model.Route;
import io.fairlead.proxy.model.RouteMatch;
import io.fairlead.proxy.model.RouteMatch.PathMatch;
import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.model.ServerTransport;
import io.fairlead.proxy.model.TrafficDirection;
import io.fairlead.proxy.model.VirtualHost;
import io.fairlead.proxy.telemetry.format.LogFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The configuration to practise with: what a sidecar usually has, on loopback.
final class PracticePlan {

    /// HTTP, routed by path, header and weight.
    static final String OUTER = "warm-up-outer";

    /// HTTP for what the outer one sends on in HTTP/2.
    static final String INNER = "warm-up-inner";

    /// Opaque.
    static final String OPAQUE = "warm-up-opaque";

    private static final String APP = "app";
    private static final String APP_CANARY = "app-canary";
    private static final String HTTP2 = "http2";

    private static final List<AccessLog> LOGS =
            List.of(
                    new AccessLog(
                            new AccessLog.To.File(
                                    "/dev/null", new AccessLog.Format.Text(LogFormat.ISTIO_TEXT)),
                            new AccessLog.Filter.Always()));

    private PracticePlan() {}

    /// @param appPort where the application is
    /// @param innerPort where [#INNER] is bound; zero before it is
    static ProxySnapshot snapshot(int appPort, int innerPort) {
        return ProxySnapshot.EMPTY
                .withClusters(
                        Map.of(
                                APP, cluster(APP, appPort),
                                APP_CANARY,
                                        cluster(APP_CANARY, appPort)
                                                .withBalancer(Balancer.LeastRequest.DEFAULT),
                                HTTP2,
                                        cluster(HTTP2, innerPort == 0 ? appPort : innerPort)
                                                .withProtocol(Cluster.Protocol.HTTP2)))
                .withRoutes(Map.of(OUTER, outer(), INNER, table(INNER, toApp("all", "/"))))
                .withListeners(
                        Map.of(
                                OUTER, listener(OUTER, http(OUTER)),
                                INNER, listener(INNER, http(INNER)),
                                OPAQUE, listener(OPAQUE, opaque())));
    }

    private static Cluster cluster(String name, int port) {
        return Cluster.of(
                name,
                new Discovery.Static(
                        Endpoints.of(
                                name,
                                List.of(Host.of("127.0.0.1", port), Host.of("127.0.0.1", port)))));
    }

    private static RouteTable outer() {
        var canary =
                new ClusterChoice.Weighted(
                        List.of(WeightedCluster.of(APP, 90), WeightedCluster.of(APP_CANARY, 10)));
        var tester = RouteMatch.HeaderMatch.exact("x-tester", "yes");
        return table(
                OUTER,
                Route.of(
                        "header",
                        RouteMatch.of(new PathMatch.Prefix("/app/")).withHeaders(List.of(tester)),
                        Action.Forward.to(APP_CANARY)),
                Route.of(
                        "split",
                        RouteMatch.of(new PathMatch.Prefix("/app/split")),
                        Action.Forward.of(canary)),
                Route.of(
                        "http2",
                        RouteMatch.of(new PathMatch.Prefix("/app/http2")),
                        Action.Forward.to(HTTP2)),
                Route.of(
                        "direct",
                        RouteMatch.of(new PathMatch.Exact("/direct")),
                        new Action.DirectResponse(200, "direct")),
                toApp("app", "/app/"));
    }

    private static Route toApp(String name, String prefix) {
        return Route.of(name, RouteMatch.of(new PathMatch.Prefix(prefix)), Action.Forward.to(APP));
    }

    private static RouteTable table(String name, Route... routes) {
        return RouteTable.of(name, List.of(VirtualHost.of(name, List.of("*"), List.of(routes))));
    }

    private static Listener listener(String name, Handler handler) {
        return new Listener(
                name,
                new Address("127.0.0.1", 0),
                true,
                false,
                TrafficDirection.OUTBOUND,
                Inspection.NONE,
                List.of(
                        new FilterChain(
                                name, ChainMatch.ANY, new ServerTransport.Plain(), handler)),
                null,
                List.of());
    }

    private static Handler http(String name) {
        HttpConnection plain = HttpConnection.of(name, new RouteSource.Named(name));
        return new Handler.HttpHandler(
                new HttpConnection(
                        plain.statPrefix(),
                        plain.routes(),
                        plain.codec(),
                        plain.clientAddress(),
                        plain.clientCertificate(),
                        plain.requestId(),
                        plain.serverHeader(),
                        plain.path(),
                        plain.limits(),
                        plain.timeouts(),
                        plain.upgrades(),
                        plain.acceptHttp10(),
                        LOGS,
                        plain.filters(),
                        plain.tracing(),
                        plain.metrics()));
    }

    private static Handler opaque() {
        return new Handler.TcpHandler(
                OPAQUE,
                List.of(new TcpDestination(APP, 1)),
                Duration.ofHours(1),
                1,
                LOGS,
                MetricChanges.STANDARD);
    }
}
