package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.http.h2.H2Protocol;
import io.fairlead.proxy.http.h2.H2Server;
import io.fairlead.proxy.listener.Backend.Talk;
import io.fairlead.proxy.meter.RequestObserver;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestTracer;
import io.fairlead.proxy.meter.ResponseFlag;
import io.fairlead.proxy.model.AccessLog;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.ChainMatch;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Discovery;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.FilterChain;
import io.fairlead.proxy.model.Handler;
import io.fairlead.proxy.model.Host;
import io.fairlead.proxy.model.HttpConnection;
import io.fairlead.proxy.model.Inspection;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.MetricChanges;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.proxy.model.Route;
import io.fairlead.proxy.model.RouteMatch;
import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.model.ServerTransport;
import io.fairlead.proxy.model.Tracing;
import io.fairlead.proxy.model.TrafficDirection;
import io.fairlead.proxy.model.VirtualHost;
import io.fairlead.proxy.trace.Tracers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A data plane with one outbound HTTP listener `web` on a port of loopback.
final class Proxy implements AutoCloseable {

    private final Dataplane dataplane;
    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final Map<String, Cluster> clusters = new HashMap<>();
    private final List<Route> routes = new ArrayList<>();
    private UnaryOperator<HttpConnection> settings = UnaryOperator.identity();
    private TrafficDirection direction = TrafficDirection.OUTBOUND;
    private ProxySnapshot snapshot = ProxySnapshot.EMPTY;
    private @Nullable Tracers tracers;

    Proxy() {
        this(1);
    }

    Proxy(int concurrency) {
        this(concurrency, false);
    }

    private Proxy(int concurrency, boolean http2) {
        dataplane =
                new Dataplane(
                        Loops.of(concurrency),
                        new Dataplane.Parts(
                                Clock.SYSTEM,
                                _ -> new Watch(),
                                http2 ? H2Server::handler : null,
                                http2 ? H2Protocol::new : null));
        dataplane.start();
    }

    /// One that speaks HTTP/2, too.
    static Proxy http2() {
        return new Proxy(1, true);
    }

    /// A proxy whose only route leads to this port.
    static Proxy to(int port) throws InterruptedException {
        return new Proxy().cluster("a", port).route("/", "a").start();
    }

    Proxy cluster(String name, int... ports) {
        var hosts = new ArrayList<Host>();
        for (int port : ports) {
            hosts.add(Host.of("127.0.0.1", port));
        }
        return cluster(Cluster.of(name, new Discovery.Static(Endpoints.of(name, hosts))));
    }

    Proxy cluster(Cluster cluster) {
        clusters.put(cluster.name(), cluster);
        return this;
    }

    Proxy route(String prefix, String cluster) {
        return route(prefix, Action.Forward.to(cluster));
    }

    Proxy route(String prefix, Action action) {
        routes.add(
                Route.of(prefix, RouteMatch.of(new RouteMatch.PathMatch.Prefix(prefix)), action));
        return this;
    }

    Proxy route(Route route) {
        routes.add(route);
        return this;
    }

    Proxy clearRoutes() {
        routes.clear();
        return this;
    }

    Proxy settings(UnaryOperator<HttpConnection> change) {
        settings = change;
        return this;
    }

    Proxy traced(Tracers by) {
        tracers = by;
        return this;
    }

    Proxy inbound() {
        direction = TrafficDirection.INBOUND;
        return this;
    }

    /// Takes the configuration as it is now.
    Proxy start() throws InterruptedException {
        RouteTable table = RouteTable.of("r", List.of(VirtualHost.of("v", List.of("*"), routes)));
        HttpConnection http =
                settings.apply(
                        upgradable(
                                HttpConnection.of("x", new HttpConnection.RouteSource.Named("r"))));
        var chain =
                new FilterChain(
                        "web",
                        ChainMatch.ANY,
                        new ServerTransport.Plain(),
                        new Handler.HttpHandler(http));
        var listener = listener("web", chain);
        snapshot =
                new ProxySnapshot(
                        snapshot.version() + 1,
                        Map.of("web", listener),
                        Map.of("r", table),
                        clusters,
                        Map.of());
        assertThat(dataplane.apply(snapshot)).isEmpty();
        return this;
    }

    private Listener listener(String name, @Nullable FilterChain chain) {
        return new Listener(
                name,
                new Address("127.0.0.1", 0),
                true,
                false,
                direction,
                Inspection.NONE,
                chain == null ? List.of() : List.of(chain),
                null,
                List.of());
    }

    private static HttpConnection upgradable(HttpConnection of) {
        return new HttpConnection(
                of.statPrefix(),
                of.routes(),
                of.codec(),
                of.clientAddress(),
                of.clientCertificate(),
                of.requestId(),
                of.serverHeader(),
                new HttpConnection.PathNormalization(
                        true, false, HttpConnection.PathNormalization.EscapedSlashes.KEEP),
                of.limits(),
                of.timeouts(),
                Set.of("websocket"),
                true,
                of.accessLogs(),
                of.filters(),
                of.tracing(),
                of.metrics());
    }

    Proxy drain(boolean outward) {
        dataplane.drain(outward);
        return this;
    }

    boolean listens() {
        return dataplane.boundTo("web").isPresent();
    }

    int port() {
        return dataplane.boundTo("web").orElseThrow().getPort();
    }

    Talk connect() throws IOException {
        return Talk.to(port());
    }

    /// Sends bytes and gives all that comes until the proxy closes.
    String ask(String bytes) throws IOException {
        Talk talk = connect();
        talk.say(bytes);
        return talk.rest();
    }

    /// Sends a GET and closes afterwards.
    String get(String path) throws IOException {
        return ask("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    }

    /// The next line of the log: method, path, status, flags, details.
    String logged() throws InterruptedException {
        return String.valueOf(log.poll(5, TimeUnit.SECONDS));
    }

    /// Drops what was logged and not asked for.
    void forgetLog() {
        log.clear();
    }

    @Override
    public void close() {
        dataplane.close();
    }

    private final class Watch implements Observers {
        @Override
        public RequestObserver observer(List<AccessLog> logs, MetricChanges metrics) {
            return new Log();
        }

        @Override
        public RequestTracer tracer(Tracing tracing, TrafficDirection to) {
            return tracers == null
                    ? RequestTracer.NONE
                    : tracers.tracer(tracing, to, new SplittableRandom(1));
        }
    }

    private final class Log implements RequestObserver {
        @Override
        public void onRequestEnd(RequestRecord request) {
            log.add(
                    request.method
                            + " "
                            + request.path
                            + " "
                            + request.responseCode
                            + " "
                            + ResponseFlag.text(request.responseFlags)
                            + " "
                            + request.responseCodeDetails
                            + " "
                            + request.bytesReceived
                            + " "
                            + request.bytesSent);
        }

        @Override
        public void onConnectionOpened(RequestRecord connection) {}

        @Override
        public void onConnectionProgress(RequestRecord connection, long received, long sent) {}

        @Override
        public void onConnectionClosed(RequestRecord connection) {}
    }
}
