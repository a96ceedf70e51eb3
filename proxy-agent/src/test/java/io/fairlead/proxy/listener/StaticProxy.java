package io.fairlead.proxy.listener;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.AccessLog;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.ChainMatch;
import io.fairlead.proxy.model.FilterChain;
import io.fairlead.proxy.model.Handler;
import io.fairlead.proxy.model.HttpConnection;
import io.fairlead.proxy.model.Inspection;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.proxy.model.Route;
import io.fairlead.proxy.model.RouteMatch;
import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.model.ServerTransport;
import io.fairlead.proxy.model.TrafficDirection;
import io.fairlead.proxy.model.VirtualHost;
import io.fairlead.proxy.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/// A data plane that is configured by its arguments, to be measured against peers (`perf/http1.sh`): fifty virtual hosts,
/// Istio's access log to standard output, counters and request ids on.
public final class StaticProxy {

    private static final int HOSTS = 50;

    private StaticProxy() {}

    /// @param arguments port, port of the backend, number of event loops
    public static void main(String[] arguments) throws InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        int backend = Integer.parseInt(arguments[1]);
        int concurrency = Integer.parseInt(arguments[2]);
        var telemetry =
                new Telemetry(
                        WorkloadLabels.UNKNOWN, "perf", new Stats(), Telemetry.Limits.DEFAULT);
        var dataplane =
                new Dataplane(
                        Loops.of(concurrency),
                        Dataplane.Parts.plain(
                                Clock.SYSTEM,
                                _ -> {
                                    var loop = telemetry.loop();
                                    return loop::observer;
                                }));
        dataplane.start();
        System.err.println(dataplane.apply(snapshot(port, backend)));
        new CountDownLatch(1).await();
    }

    private static ProxySnapshot snapshot(int port, int backend) {
        List<VirtualHost> hosts = new ArrayList<>();
        for (int i = 0; i < HOSTS; i++) {
            String name = "service-" + i + ".default.svc.cluster.local";
            Route route = Route.of("default", RouteMatch.ALL, Action.Forward.to("a"));
            hosts.add(VirtualHost.of(name, List.of(name, "service-" + i), List.of(route)));
        }
        hosts.add(
                VirtualHost.of(
                        "allow_any",
                        List.of("*"),
                        List.of(Route.of("allow_any", RouteMatch.ALL, Action.Forward.to("a")))));
        var listener =
                new Listener(
                        "0.0.0.0_" + port,
                        new Address("0.0.0.0", port),
                        true,
                        false,
                        TrafficDirection.OUTBOUND,
                        Inspection.NONE,
                        List.of(
                                new FilterChain(
                                        "",
                                        ChainMatch.ANY,
                                        new ServerTransport.Plain(),
                                        new Handler.HttpHandler(settings()))),
                        null,
                        List.of());
        return new ProxySnapshot(
                1,
                Map.of(listener.name(), listener),
                Map.of("80", RouteTable.of("80", hosts)),
                Map.of("a", Clusters.of("a", backend)),
                Map.of());
    }

    private static HttpConnection settings() {
        HttpConnection of = HttpConnection.of("x", new HttpConnection.RouteSource.Named("80"));
        return new HttpConnection(
                of.statPrefix(),
                of.routes(),
                of.codec(),
                of.clientAddress(),
                of.clientCertificate(),
                of.requestId(),
                of.serverHeader(),
                of.path(),
                of.limits(),
                of.timeouts(),
                Set.of("websocket"),
                false,
                List.of(
                        new AccessLog(
                                "/dev/stdout",
                                new AccessLog.Format.Text(""),
                                new AccessLog.Filter.Always())),
                of.filters());
    }
}
