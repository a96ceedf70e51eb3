package io.fairlead.proxy.http.h2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fairlead.proxy.LeakWatch;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Route;
import io.fairlead.proxy.model.RouteMatch;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// An HTTP/1.1 client, a proxy that asks in HTTP/2, a proxy that is asked in HTTP/2, an HTTP/1.1 server.
@ExtendWith(LeakWatch.class)
@Timeout(60)
class BridgeTest {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpServer server;
    private Proxy inner;
    private Proxy outer;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", BridgeTest::answer);
        server.start();
        List<Route> routes = List.of(Route.of("all", RouteMatch.ALL, Action.Forward.to("next")));
        inner = Proxy.with(routes, Proxy.cluster("next", server.getAddress().getPort()));
        outer =
                Proxy.with(
                        routes,
                        Proxy.cluster("next", inner.http2Port())
                                .withProtocol(Cluster.Protocol.HTTP2));
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        outer.close();
        inner.close();
        server.stop(0);
        threads.close();
    }

    @Test
    void aRequestAndItsAnswerCrossBothBridges() throws Exception {
        HttpResponse<String> answer =
                client.send(
                        request("/echo?x=1")
                                .header("x-custom", "kept")
                                .POST(BodyPublishers.ofString("body"))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("POST /echo?x=1 kept 127.0.0.1 body");
        assertThat(answer.headers().firstValue("x-answer")).contains("kept");
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        Proxy.Seen seen = inner.seen();
        assertThat(seen.protocol()).isEqualTo("HTTP/2");
        assertThat(seen.received()).isEqualTo(4);
        assertThat(outer.seen().protocol()).isEqualTo("HTTP/1.1");
    }

    @Test
    void bodiesOfUnknownLengthCross() throws Exception {
        byte[] large = new byte[5_000_000];
        java.util.Arrays.fill(large, (byte) 'z');
        HttpResponse<byte[]> answer =
                client.send(
                        request("/mirror")
                                .POST(
                                        BodyPublishers.ofInputStream(
                                                () -> new java.io.ByteArrayInputStream(large)))
                                .build(),
                        BodyHandlers.ofByteArray());
        assertThat(answer.body()).isEqualTo(large);
    }

    @Test
    void answersWithoutABodyCross() throws Exception {
        HttpResponse<String> answer =
                client.send(request("/none").GET().build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(204);
        HttpResponse<String> head =
                client.send(
                        request("/echo").method("HEAD", BodyPublishers.noBody()).build(),
                        BodyHandlers.ofString());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void manyAtOnceShareAConnection() {
        List<CompletableFuture<HttpResponse<String>>> answers =
                java.util.stream.IntStream.range(0, 200)
                        .mapToObj(i ->
                                client.sendAsync(
                                        request("/echo?" + i).GET().build(),
                                        BodyHandlers.ofString()))
                        .toList();
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).join().body()).startsWith("GET /echo?" + i + " ");
        }
    }

    @Test
    void aServerThatIsGoneIs503() throws Exception {
        client.send(request("/echo").GET().build(), BodyHandlers.ofString());
        outer.seen();
        inner.close();
        HttpResponse<String> answer =
                client.send(request("/echo").GET().build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(outer.seen().flags()).isIn("UF", "UC");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + outer.http1Port() + path));
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().toString();
            if (path.equals("/none")) {
                exchange.sendResponseHeaders(204, -1);
            } else if (path.equals("/mirror")) {
                exchange.sendResponseHeaders(200, 0);
                try (InputStream in = exchange.getRequestBody()) {
                    in.transferTo(exchange.getResponseBody());
                }
            } else {
                String custom = String.valueOf(exchange.getRequestHeaders().getFirst("x-custom"));
                String host = String.valueOf(exchange.getRequestHeaders().getFirst("host"));
                String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                byte[] text =
                        "%s %s %s %s %s"
                                .formatted(
                                        exchange.getRequestMethod(),
                                        path,
                                        custom,
                                        host.replaceAll(":.*", ""),
                                        body)
                                .getBytes(UTF_8);
                exchange.getResponseHeaders().set("x-answer", custom);
                boolean head = exchange.getRequestMethod().equals("HEAD");
                exchange.sendResponseHeaders(200, head ? -1 : text.length);
                if (!head) {
                    exchange.getResponseBody().write(text);
                }
            }
        }
    }
}
