package io.fairlead.app.http;

import io.fairlead.console.HostRule;
import io.fairlead.model.config.MeshConfig;
import io.fairlead.push.ads.DebugPages;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Two ports: one that says whether the daemon is ready, one with metrics for everybody and `/debug` for callers on
/// this machine.
public final class MonitoringServer implements AutoCloseable {

    private static final String MONITORING = "monitoring";
    private static final String DAEMON = "istiod";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final WebServer server;
    private final Sources sources;
    private final DaemonPages pages;
    private final Predicate<InetAddress> ownMachine;

    public MonitoringServer(InetSocketAddress http, InetSocketAddress monitoring, Sources sources) {
        this(http, monitoring, sources, InetAddress::isLoopbackAddress);
    }

    /// @param ownMachine holds for callers that may see what is below `/debug`
    MonitoringServer(
            InetSocketAddress http,
            InetSocketAddress monitoring,
            Sources sources,
            Predicate<InetAddress> ownMachine) {
        this.sources = sources;
        this.pages = new DaemonPages(sources);
        this.ownMachine = ownMachine;
        this.server =
                WebServer.builder()
                        .shutdownHook(false)
                        .address(http.getAddress())
                        .port(http.getPort())
                        .routing(HttpRouting.builder().get("/ready", this::ready))
                        .putSocket(
                                MONITORING,
                                socket ->
                                        socket.address(monitoring.getAddress())
                                                .port(monitoring.getPort())
                                                .routing(monitoring()))
                        .build();
    }

    public void start() {
        server.start();
    }

    /// What stands below `/debug`.
    public DebugPages pages() {
        return pages;
    }

    public int httpPort() {
        return server.port();
    }

    public int monitoringPort() {
        return server.port(MONITORING);
    }

    private HttpRouting.Builder monitoring() {
        MtlsOrders orders =
                new MtlsOrders(sources.leader(), new OrderApi(sources.migration().orders()));
        HttpRouting.Builder routing =
                HttpRouting.builder()
                        .get("/ready", this::ready)
                        .get("/metrics", this::metrics)
                        .get("/version", this::version);
        DaemonPages.NAMES.forEach(
                name -> routing.get(DaemonPages.FOLDER + name, local(page(name))));
        return routing.post("/debug/mtls/{verb}", local(orders::take))
                .any("/debug/mtls/{verb}", local(orders::refuse));
    }

    private Handler page(String name) {
        return (request, response) -> {
            DaemonPages.Said said = pages.said(name, request.query().first("proxyID").orElse(""));
            response.status(said.status())
                    .header(HeaderNames.CONTENT_TYPE, said.type())
                    .send(said.body());
        };
    }

    /// What the mesh is made of is no business of other machines, nor of a web page that somebody on this machine looks
    /// at, whose name was given this machine's address.
    private Handler local(Handler handler) {
        return (request, response) -> {
            InetAddress peer = ((InetSocketAddress) request.remotePeer().address()).getAddress();
            if (peer == null || !ownMachine.test(peer)) {
                forbid(response, "/debug is for callers on the daemon's own machine");
            } else if (!isKnownAs(request.headers().first(HeaderNames.HOST).orElse(""))) {
                forbid(
                        response,
                        "/debug isn't known by that Host: a name of somebody else may be a web page's;"
                                + " fix: call it by localhost, by an address, or by "
                                + ownNames().getFirst());
            } else {
                handler.handle(request, response);
            }
        };
    }

    /// What stands in a body is not read: the connection ends with the answer.
    private static void forbid(ServerResponse response, String why) {
        response.status(Status.FORBIDDEN_403)
                .header(HeaderNames.CONNECTION, "close")
                .send(why + "\n");
    }

    private boolean isKnownAs(String host) {
        return new HostRule(Set.copyOf(ownNames())).allows(host);
    }

    /// Of the daemon's Service, from inside its namespace and from outside.
    private List<String> ownNames() {
        MeshConfig mesh = sources.snapshot().get().mesh();
        String service = DAEMON + "." + mesh.rootNamespace();
        return List.of(
                service + ".svc", DAEMON, service, "%s.svc.%s".formatted(service, mesh.domain()));
    }

    private void ready(ServerRequest request, ServerResponse response) {
        if (sources.ready().getAsBoolean()) {
            response.send("ready\n");
        } else {
            response.status(Status.SERVICE_UNAVAILABLE_503).send("not ready\n");
        }
    }

    private void metrics(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.CONTENT_TYPE, PROMETHEUS)
                .send(PrometheusText.asIstio(sources.metrics().get()));
    }

    private void version(ServerRequest request, ServerResponse response) {
        response.send(sources.version());
    }

    @Override
    public void close() {
        server.stop();
    }
}
