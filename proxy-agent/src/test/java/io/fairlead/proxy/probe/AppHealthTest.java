package io.fairlead.proxy.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fairlead.proxy.endpoint.EndpointServer;
import io.fairlead.proxy.probe.ready.Readiness.Facts;
import io.fairlead.proxy.probe.ready.Readiness.Updates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The kubelet's questions for applications, over real sockets.
@Timeout(60)
class AppHealthTest {
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final EndpointServer server =
            new EndpointServer("app-health-test", EndpointServer.Limits.DEFAULT);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private InetSocketAddress serve(String json) throws Exception {
        Probes probes =
                new Probes(
                        Probes.Sources.atOnce(
                                () ->
                                        new Facts(
                                                "",
                                                new Updates(1, 0),
                                                new Updates(1, 0),
                                                true,
                                                true,
                                                true,
                                                false),
                                () -> "",
                                new Probes.Orders(() -> {}, () -> {})),
                        Probes.Applications.of(AppProbers.parse(json), "127.0.0.1"));
        return probes.serveAgent(server, ANY_PORT);
    }

    private HttpResponse<String> get(InetSocketAddress port, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port.getPort() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    @Test
    void anApplicationIsAskedByHttp() throws Exception {
        AtomicReference<String> asked = new AtomicReference<>("");
        HttpServer app = HttpServer.create(ANY_PORT, 0);
        app.createContext(
                "/",
                exchange -> {
                    asked.set(
                            exchange.getRequestURI()
                                    + " "
                                    + exchange.getRequestHeaders().getFirst("x-a")
                                    + " "
                                    + exchange.getRemoteAddress().getAddress().getHostAddress());
                    int status = exchange.getRequestURI().getPath().equals("/bad") ? 500 : 302;
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        app.start();
        try {
            int port = app.getAddress().getPort();
            InetSocketAddress agent =
                    serve(
                            """
                            {"/app-health/app/readyz": {"httpGet": {"path": "/ok?a=1", "port": %1$d,
                               "httpHeaders": [{"name": "x-a", "value": "b"}]}, "timeoutSeconds": 20},
                             "/app-health/app/livez": {"httpGet": {"path": "bad", "port": %1$d},
                               "timeoutSeconds": 20}}
                            """
                                    .formatted(port));

            assertThat(get(agent, "/app-health/app/readyz").statusCode()).isEqualTo(200);
            assertThat(asked.get()).isEqualTo("/ok?a=1 b 127.0.0.6");
            HttpResponse<String> bad = get(agent, "/app-health/app/livez");
            assertThat(bad.statusCode()).isEqualTo(500);
            assertThat(bad.body()).isEqualTo("the application said 500\n");
            assertThat(get(agent, "/app-health/app/startupz").statusCode()).isEqualTo(404);
            assertThat(get(agent, "/healthz/ready").statusCode()).isEqualTo(200);
        } finally {
            app.stop(0);
        }
    }

    @Test
    void anApplicationIsAskedByTcp() throws Exception {
        ServerSocket app = new ServerSocket();
        app.bind(ANY_PORT);
        InetSocketAddress agent =
                serve(
                        "{\"/app-health/app/livez\": {\"tcpSocket\": {\"port\": %d}, \"timeoutSeconds\": 20}}"
                                .formatted(app.getLocalPort()));

        assertThat(get(agent, "/app-health/app/livez").statusCode()).isEqualTo(200);
        app.close();
        HttpResponse<String> gone = get(agent, "/app-health/app/livez");
        assertThat(gone.statusCode()).isEqualTo(503);
        assertThat(gone.body()).contains("no answer of the application");
    }

    @Test
    void anApplicationThatSaysNothingIsNotWell() throws Exception {
        try (ServerSocket app = new ServerSocket()) {
            app.bind(ANY_PORT);
            InetSocketAddress agent =
                    serve(
                            "{\"/app-health/app/livez\": {\"httpGet\": {\"port\": %d}, \"timeoutSeconds\": 1}}"
                                    .formatted(app.getLocalPort()));
            assertThat(get(agent, "/app-health/app/livez").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void aProbeByGrpcSaysThatItIsNotAsked() throws Exception {
        InetSocketAddress agent =
                serve(
                        "{\"/app-health/app/livez\": {\"grpc\": {\"port\": 9090, \"service\": \"x\"}}}");
        HttpResponse<String> reply = get(agent, "/app-health/app/livez");
        assertThat(reply.statusCode()).isEqualTo(503);
        assertThat(reply.body()).contains("gRPC (port 9090)").contains("rewriteAppHTTPProbers");
    }

    @Test
    void theVariableIsRead() {
        assertThat(AppProbers.parse(null)).isEqualTo(AppProbers.NONE);
        assertThat(
                        AppProbers.parse(
                                        "{\"/p\": {\"httpGet\": {\"path\": \"/\", \"port\": \"8443\", \"scheme\": \"HTTPS\"}}}")
                                .byPath())
                .containsExactly(Map.entry("/p", new AppProber.Http(8443, "/", true, Map.of(), 1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | is no JSON",
                "{\"/p\": {\"exec\": {}}} | /p says neither",
                "{\"/p\": {\"tcpSocket\": {\"port\": \"web\"}}} | /p has no port",
                "{\"/p\": {\"tcpSocket\": {\"port\": 70000}}} | /p has no port"
            })
    void whatCantBeUnderstoodIsSaid(String json, String said) {
        assertThatThrownBy(() -> AppProbers.parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }
}
