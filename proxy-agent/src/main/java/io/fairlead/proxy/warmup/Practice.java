package io.fairlead.proxy.warmup;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.endpoint.Endpoint;
import io.fairlead.proxy.endpoint.EndpointServer;
import io.fairlead.proxy.endpoint.Reply;
import io.fairlead.proxy.http.h2.H2Protocol;
import io.fairlead.proxy.http.h2.H2Server;
import io.fairlead.proxy.listener.Dataplane;
import io.fairlead.proxy.listener.Loops;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.telemetry.Telemetry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A data plane to practise with: its own loop, clusters, routes, metrics and log, an application behind it, clients in
/// front of it, all on loopback.
final class Practice implements AutoCloseable {

    private static final String BODY = "practice ".repeat(100);
    private static final String HEAD =
            "host: practice.example:80\r\nuser-agent: practice/1\r\naccept: */*\r\n";
    private static final List<String> REQUESTS =
            List.of(
                    get("/app/plain", ""),
                    get("/app/split", ""),
                    get("/app/http2", ""),
                    get("/app/tested", "x-tester: yes\r\nx-request-id: r\r\n"),
                    get("/direct", ""),
                    "POST /app/post HTTP/1.1\r\n" + HEAD + "content-length: 900\r\n\r\n" + BODY,
                    get("/app/plain?q=1", "x-forwarded-for: 10.0.0.1\r\n"),
                    get("/nowhere", ""),
                    get("/app/http2", ""));

    private final EndpointServer application =
            new EndpointServer("warm-up", EndpointServer.Limits.DEFAULT);
    private final Stats stats = new Stats();
    private final Telemetry telemetry =
            new Telemetry(
                    WorkloadLabels.UNKNOWN,
                    "warm-up",
                    stats,
                    Telemetry.Limits.DEFAULT,
                    Clock.SYSTEM);
    private final Dataplane dataplane =
            new Dataplane(
                    Loops.of(1),
                    new Dataplane.Parts(
                            Clock.SYSTEM,
                            _ -> telemetry.loop()::observer,
                            H2Server::handler,
                            H2Protocol::new));

    private int outerPort;
    private int opaquePort;
    private int requests;
    private @Nullable PracticeClient client;

    /// Binds everything.
    void start() throws IOException, InterruptedException {
        int appPort =
                application
                        .serve(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                Map.of("/app/", Endpoint.get(_ -> Reply.ok(BODY))))
                        .getPort();
        dataplane.start();
        dataplane.apply(PracticePlan.snapshot(appPort, 0));
        dataplane.apply(PracticePlan.snapshot(appPort, port(PracticePlan.INNER)));
        outerPort = port(PracticePlan.OUTER);
        opaquePort = port(PracticePlan.OPAQUE);
    }

    private int port(String listener) throws IOException {
        return dataplane
                .boundTo(listener)
                .map(InetSocketAddress::getPort)
                .orElseThrow(() -> new IOException("warm-up listener was not bound: " + listener));
    }

    private static String get(String path, String headers) {
        return "GET " + path + " HTTP/1.1\r\n" + HEAD + headers + "\r\n";
    }

    /// The next request of those that usually come: most on one kept connection, then one on an opaque one, and again.
    void ask() throws IOException {
        int turn = requests++ % (REQUESTS.size() + 1);
        if (turn == REQUESTS.size()) {
            endClient();
            try (var opaque = new PracticeClient(opaquePort)) {
                opaque.ask(REQUESTS.getFirst());
            }
            return;
        }
        PracticeClient to = client;
        if (to == null) {
            to = new PracticeClient(outerPort);
            client = to;
        }
        to.ask(REQUESTS.get(turn));
    }

    private void endClient() throws IOException {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    /// What a scraper would get.
    int scrape() {
        return telemetry.prometheus().length();
    }

    int requests() {
        return requests;
    }

    @Override
    public void close() throws IOException {
        endClient();
        dataplane.close();
        application.close();
        telemetry.close();
    }
}
