package io.fairlead.proxy.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.endpoint.Endpoint;
import io.fairlead.proxy.endpoint.EndpointServer;
import io.fairlead.proxy.endpoint.Reply;
import io.fairlead.proxy.probe.ready.Readiness.Facts;
import io.fairlead.proxy.probe.ready.Readiness.Updates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProbesTest {

    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final EndpointServer server =
            new EndpointServer("probe-test", EndpointServer.Limits.DEFAULT);
    private final AtomicBoolean bound = new AtomicBoolean();
    private final AtomicInteger quits = new AtomicInteger();
    private final AtomicInteger drains = new AtomicInteger();
    private final Probes probes =
            new Probes(
                    Probes.Sources.atOnce(
                            () ->
                                    new Facts(
                                            "",
                                            new Updates(1, 0),
                                            new Updates(1, 0),
                                            true,
                                            bound.get(),
                                            true,
                                            false),
                            () -> "istio_requests_total 7\n",
                            new Probes.Orders(quits::incrementAndGet, drains::incrementAndGet)));
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void readinessSaysWhyNotAndThenYes() throws Exception {
        InetSocketAddress port = probes.serveReadiness(server, ANY_PORT);
        HttpResponse<String> no = get(port, "/healthz/ready");
        assertThat(no.statusCode()).isEqualTo(503);
        assertThat(no.body()).isEqualTo("listeners not bound\n");
        bound.set(true);
        assertThat(get(port, "/healthz/ready").statusCode()).isEqualTo(200);
        assertThat(get(port, "/stats/prometheus").statusCode()).isEqualTo(404);
    }

    @Test
    void metricsAreServedToPrometheus() throws Exception {
        InetSocketAddress port = probes.serveMetrics(server, ANY_PORT);
        HttpResponse<String> metrics = get(port, "/stats/prometheus");
        assertThat(metrics.body()).isEqualTo("istio_requests_total 7\n");
        assertThat(metrics.headers().firstValue("content-type"))
                .contains("text/plain; version=0.0.4; charset=utf-8");
    }

    @Test
    void theApplicationsMetricsComeInFront() throws Exception {
        InetSocketAddress app =
                server.serve(
                        ANY_PORT,
                        Map.of("/app", Endpoint.get(_ -> Reply.ok("app_total 1\n# EOF\n"))));
        InetSocketAddress port =
                probes.serveAgent(server, ANY_PORT, new AppMetrics(app.getPort(), "/app"));
        assertThat(get(port, "/stats/prometheus").body())
                .isEqualTo("app_total 1\nistio_requests_total 7\n");
        assertThat(get(port, "/metrics").body()).contains("app_total");
    }

    @Test
    void anApplicationThatDoesNotAnswerHidesNothing() throws Exception {
        InetSocketAddress port = probes.serveAgent(server, ANY_PORT, new AppMetrics(1, "/metrics"));
        assertThat(get(port, "/stats/prometheus").body()).isEqualTo("istio_requests_total 7\n");
    }

    @Test
    void quittingAndDrainingNeedAPost() throws Exception {
        InetSocketAddress port = probes.serveAgent(server, ANY_PORT);
        assertThat(get(port, "/quitquitquit").statusCode()).isEqualTo(405);
        assertThat(get(port, "/drain").statusCode()).isEqualTo(405);
        assertThat(quits).hasValue(0);
        assertThat(drains).hasValue(0);
        assertThat(post(port, "/drain")).isEqualTo(200);
        assertThat(quits).hasValue(0);
        assertThat(drains).hasValue(1);
        assertThat(post(port, "/quitquitquit")).isEqualTo(200);
        assertThat(quits).hasValue(1);
    }

    private int post(InetSocketAddress port, String path) throws Exception {
        HttpRequest post =
                HttpRequest.newBuilder(uri(port, path))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build();
        return client.send(post, BodyHandlers.ofString()).statusCode();
    }

    @Test
    void anEndpointThatThrowsIsAnInternalError() throws Exception {
        InetSocketAddress port =
                server.serve(
                        ANY_PORT,
                        Map.of(
                                "/broken/",
                                Endpoint.get(query -> {
                                    throw new IllegalStateException(query.path());
                                })));
        assertThat(get(port, "/broken/below").statusCode()).isEqualTo(500);
        assertThat(get(port, "/broken").statusCode()).isEqualTo(404);
    }

    @Test
    void theAnnotationsAreRead() {
        assertThat(AppMetrics.parse("{\"scrape\":\"true\",\"path\":\"m\",\"port\":\"8080\"}"))
                .contains(new AppMetrics(8080, "/m"));
        assertThat(AppMetrics.parse("{\"scrape\":\"true\",\"path\":\"\",\"port\":\"\"}"))
                .contains(new AppMetrics(80, "/metrics"));
        assertThat(AppMetrics.parse("{\"scrape\":\"false\"}")).isEqualTo(Optional.empty());
        assertThat(AppMetrics.parse("nonsense")).isEqualTo(Optional.empty());
        assertThat(AppMetrics.parse(null)).isEqualTo(Optional.empty());
    }

    private HttpResponse<String> get(InetSocketAddress port, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri(port, path)).build(), BodyHandlers.ofString());
    }

    private static URI uri(InetSocketAddress port, String path) {
        return URI.create("http://127.0.0.1:" + port.getPort() + path);
    }
}
