package io.fairlead.app.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fairlead.console.HostRule;
import io.fairlead.migrate.view.OrderDoor;
import io.fairlead.model.config.MeshConfig;
import io.fairlead.push.view.Connection;
import io.fairlead.push.view.ProxyStatus;
import io.fairlead.push.view.SentConfig;
import io.helidon.common.media.type.MediaTypes;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Two ports: one that says whether the daemon is ready, one with metrics for everybody and `/debug` for callers on
/// this machine.
public final class MonitoringServer implements AutoCloseable {

    private static final String MONITORING = "monitoring";
    private static final String DAEMON = "istiod";
    private static final String LINES = "application/jsonl; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final WebServer server;
    private final Sources sources;
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

    public int httpPort() {
        return server.port();
    }

    public int monitoringPort() {
        return server.port(MONITORING);
    }

    private HttpRouting.Builder monitoring() {
        MtlsOrders orders = new MtlsOrders(sources.migration().orders());
        return HttpRouting.builder()
                .get("/ready", this::ready)
                .get("/metrics", this::metrics)
                .get("/version", this::version)
                .get("/debug/syncz", local(this::syncz))
                .get("/debug/config_dump", local(this::configDump))
                .get("/debug/problems", local(this::problems))
                .get("/debug/endpointz", local(this::endpointz))
                .get("/debug/certs", local(this::certs))
                .get("/debug/edges", local(this::edges))
                .get("/debug/mtls", local(this::mtls))
                .get(OrderDoor.TRAIL, local(this::trail))
                .post("/debug/mtls/{verb}", local(orders::take))
                .any("/debug/mtls/{verb}", local(orders::refuse))
                .get("/debug/list", local(this::list));
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
        response.send(sources.version() + "\n");
    }

    private void syncz(ServerRequest request, ServerResponse response) {
        json(
                response,
                ProxyStatus.all(sources.connections()).stream().map(StatusJson::of).toList());
    }

    private void problems(ServerRequest request, ServerResponse response) {
        json(response, sources.problems().get().stream().map(ProblemJson::of).toList());
    }

    private void endpointz(ServerRequest request, ServerResponse response) {
        json(response, EndpointJson.all(sources.snapshot().get()));
    }

    private void certs(ServerRequest request, ServerResponse response) {
        sources.certificates()
                .get()
                .ifPresentOrElse(
                        view -> json(response, CertsJson.of(view)),
                        () ->
                                response.status(Status.NOT_FOUND_404)
                                        .send(
                                                "there is no certificate authority; fix: --ca-dir\n"));
    }

    private void edges(ServerRequest request, ServerResponse response) {
        json(response, sources.graph().get());
    }

    private void mtls(ServerRequest request, ServerResponse response) {
        json(response, sources.migration().view().get());
    }

    private void trail(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.CONTENT_TYPE, LINES)
                .send(
                        sources.migration().trail().get().stream()
                                .map(line -> line + "\n")
                                .collect(Collectors.joining()));
    }

    private void list(ServerRequest request, ServerResponse response) {
        json(
                response,
                List.of(
                        "/debug/certs",
                        "/debug/config_dump?proxyID=POD.NAMESPACE",
                        "/debug/edges",
                        "/debug/endpointz",
                        "/debug/mtls",
                        OrderDoor.TRAIL,
                        "/debug/problems",
                        "/debug/syncz"));
    }

    private void configDump(ServerRequest request, ServerResponse response) {
        String wanted = request.query().first("proxyID").orElse("");
        if (wanted.isEmpty()) {
            response.status(Status.BAD_REQUEST_400)
                    .send("You must provide a proxyID in the query string\n");
            return;
        }
        Optional<Connection> found =
                sources.connections().all().stream()
                        .filter(c -> c.proxy().id().equals(wanted))
                        .reduce((first, second) -> second);
        if (found.isEmpty()) {
            response.status(Status.NOT_FOUND_404)
                    .send("Proxy not connected to this instance: " + wanted + "\n");
            return;
        }
        response.header(HeaderNames.CONTENT_TYPE, MediaTypes.APPLICATION_JSON.text())
                .send(SentConfig.json(SentConfig.of(found.get())) + "\n");
    }

    private static void json(ServerResponse response, Object value) {
        try {
            response.header(HeaderNames.CONTENT_TYPE, MediaTypes.APPLICATION_JSON.text())
                    .send(Json.MAPPER.writeValueAsString(value) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that is no JSON", e);
        }
    }

    /// Loaded with the first question.
    private static final class Json {
        private static final ObjectMapper MAPPER =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    }

    @Override
    public void close() {
        server.stop();
    }
}
