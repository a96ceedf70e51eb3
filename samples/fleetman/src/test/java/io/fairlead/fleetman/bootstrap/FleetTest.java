package io.fairlead.fleetman.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fairlead.fleetman.http.Upstream;
import io.fairlead.fleetman.model.FleetJson;
import io.fairlead.fleetman.model.VehiclePosition;
import io.fairlead.fleetman.model.Vehicles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// All roles in one process, asked as curl and browsers ask them.
class FleetTest {

    private static final HttpClient CLIENT = Upstream.client();
    private static LocalFleet fleet = LocalFleet.start(Map.of("REPORTS_PER_SECOND", "10"));

    @BeforeAll
    static void everyVehicleHasReported() throws Exception {
        BlockingQueue<String> messages = listen(fleet.url(Role.WEBAPP) + "/api/updates");
        List<VehiclePosition> all = List.of();
        while (all.size() < Vehicles.NAMES.size()) {
            all = FleetJson.readPositions(next(messages));
            if (all.size() < Vehicles.NAMES.size()) {
                all = FleetJson.readPositions(get(Role.WEBAPP, "/api/vehicles/").body());
            }
        }
    }

    @AfterAll
    static void stop() {
        fleet.close();
        CLIENT.shutdownNow();
    }

    @Test
    void theDriverCallAnswersJsonWithNoNewline() throws Exception {
        HttpResponse<String> response =
                get(Role.WEBAPP, "/api/vehicles/driver/City%20Truck", "Accept", "*/*");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo(
                        "{\"name\":\"Amara Osei\",\"photo\":\"/photos/drivers/amara-osei.svg\"}");
        assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain");
        assertThat(get(Role.WEBAPP, "/photos/drivers/amara-osei.svg").statusCode()).isEqualTo(200);
    }

    @Test
    void aBrowserGetsTheDriverAsJson() throws Exception {
        assertThat(
                        get(
                                        Role.WEBAPP,
                                        "/api/vehicles/driver/City%20Truck",
                                        "Accept",
                                        "application/json")
                                .headers()
                                .firstValue("Content-Type")
                                .orElseThrow())
                .startsWith("application/json");
    }

    @Test
    void anUnknownVehicleHasNoDriver() throws Exception {
        assertThat(get(Role.WEBAPP, "/api/vehicles/driver/Nobody").body())
                .isEqualTo("{\"name\":null,\"photo\":null}");
    }

    @Test
    void theTrackerAnswersTheLatestPositions() throws Exception {
        assertThat(FleetJson.readPositions(get(Role.TRACKER, "/vehicles/").body()))
                .extracting(VehiclePosition::name)
                .containsExactlyElementsOf(Vehicles.NAMES);
    }

    @Test
    void onlyWhatIsLaterThanSinceIsAnswered() throws Exception {
        VehiclePosition latest =
                FleetJson.readPosition(get(Role.TRACKER, "/vehicles/City%20Truck").body());
        String since = FleetJson.timestamp(latest.timestamp().plusSeconds(60)).replace("+", "%2B");
        assertThat(get(Role.TRACKER, "/vehicles/?since=" + since).body()).isEqualTo("[]");
    }

    @Test
    void theHistoryIsBarePlacesFromOldToNew() throws Exception {
        assertThat(get(Role.WEBAPP, "/api/history/City%20Truck").body())
                .startsWith("[{\"lat\":5")
                .doesNotContain("timestamp");
    }

    @Test
    void positionsComeByWebSocketThroughTheWebapp() throws Exception {
        BlockingQueue<String> messages = listen(fleet.url(Role.WEBAPP) + "/api/updates");
        assertThat(FleetJson.readPositions(next(messages)))
                .as("the present state comes at once")
                .hasSize(Vehicles.NAMES.size());
        assertThat(FleetJson.readPositions(next(messages))).as("movements follow").isNotEmpty();
    }

    @Test
    void withoutTelemetryPositionsGoOnWithNoSpeed() throws Exception {
        try (LocalFleet broken = LocalFleet.start(Map.of("TELEMETRY_URL", "http://localhost:1"))) {
            BlockingQueue<String> messages = listen(broken.url(Role.WEBAPP) + "/api/updates");
            assertThat(FleetJson.readPositions(next(messages)))
                    .isNotEmpty()
                    .allMatch(position -> position.speed() == null);
        }
    }

    @Test
    void aBadStaffServiceBecomesAnErrorWithTheFleetsWords() throws Exception {
        Map<String, String> bad = Map.of("STAFF_MODE", "bad", "STAFF_DELAY", "10ms");
        try (LocalFleet broken = LocalFleet.start(bad)) {
            String url = broken.url(Role.WEBAPP) + "/api/vehicles/driver/City%20Truck";
            HttpResponse<String> response = ask(HttpRequest.newBuilder(URI.create(url)).build());
            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body())
                    .matches(
                            """
                            \\{"timestamp":"[-0-9T:.]+\\+0000","status":500,\
                            "error":"Internal Server Error","message":"status 502 reading \
                            RemoteStaffMicroserviceCalls#getDriverFor\\(String\\)",\
                            "path":"//vehicles/driver/City%20Truck"\\}\
                            """);
            HttpResponse<String> staff =
                    ask(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    broken.url(Role.STAFF)
                                                            + "/driver/City%20Truck"))
                                    .build());
            assertThat(staff.statusCode()).isEqualTo(502);
            assertThat(staff.body()).isEmpty();
        }
    }

    @Test
    void theFullStackAsksThePhotoService() throws Exception {
        Map<String, String> full = Map.of("STAFF_MODE", "photo-service", "MONITOR_DELAY", "0");
        try (LocalFleet stack = LocalFleet.start(full)) {
            String url = stack.url(Role.STAFF) + "/driver/Village%20Truck";
            assertThat(ask(HttpRequest.newBuilder(URI.create(url)).build()).body())
                    .isEqualTo(
                            "{\"name\":\"Nora Whitfield\","
                                    + "\"photo\":\"/photos/drivers/nora-whitfield.svg\"}");
        }
    }

    @Test
    void headersThatStartWithXDashReachTheStaffServiceAndNoOthers() throws Exception {
        String seen = headersSeenByStaff("true");
        assertThat(seen)
                .contains("x-my-header=canary", "x-request-id=7", "x-real-ip=")
                .contains("host=localhost:")
                .doesNotContain("\nmy-header", "upgrade", "http2-settings");
    }

    @Test
    void withoutPropagationTheyDoNot() throws Exception {
        assertThat(headersSeenByStaff("false")).doesNotContain("\nx-");
    }

    @Test
    void theWebappTellsTheGatewayItsNameWithoutAPort() throws Exception {
        try (Echo gateway = new Echo();
                LocalFleet behind = LocalFleet.start(Map.of("GATEWAY_URL", gateway.url()))) {
            String url = behind.url(Role.WEBAPP) + "/api/vehicles/";
            assertThat(
                            ask(HttpRequest.newBuilder(URI.create(url))
                                            .header("my-header", "canary")
                                            .build())
                                    .body())
                    .contains(
                            "\nhost=localhost\n",
                            "\nmy-header=canary\n",
                            "\nx-forwarded-proto=http\n");
        }
    }

    private static String headersSeenByStaff(String propagate) throws Exception {
        try (Echo staff = new Echo();
                LocalFleet chain =
                        LocalFleet.start(
                                Map.of("STAFF_URL", staff.url(), "PROPAGATE_HEADERS", propagate))) {
            String url = chain.url(Role.WEBAPP) + "/api/vehicles/driver/City%20Truck";
            return ask(HttpRequest.newBuilder(URI.create(url))
                            .header("x-my-header", "canary")
                            .header("my-header", "canary")
                            .header("x-request-id", "7")
                            .build())
                    .body();
        }
    }

    private static HttpResponse<String> get(Role role, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(fleet.url(role) + path));
        return ask((headers.length == 0 ? request : request.headers(headers)).build());
    }

    private static HttpResponse<String> ask(HttpRequest request)
            throws IOException, InterruptedException {
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private static BlockingQueue<String> listen(String url) {
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        var _ =
                CLIENT.newWebSocketBuilder()
                        .buildAsync(
                                URI.create(url.replace("http:", "ws:")),
                                new WebSocket.Listener() {
                                    @Override
                                    public @Nullable CompletionStage<?> onText(
                                            WebSocket from, CharSequence data, boolean last) {
                                        messages.add(data.toString());
                                        from.request(1);
                                        return null;
                                    }
                                })
                        .join();
        return messages;
    }

    private static String next(BlockingQueue<String> messages) throws InterruptedException {
        return Objects.requireNonNull(messages.poll(20, TimeUnit.SECONDS), "nothing came");
    }

    /// A server that answers the headers it was sent, a line each, names in lower case.
    private static final class Echo implements AutoCloseable {

        private final HttpServer server;

        Echo() throws IOException {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/",
                    exchange -> {
                        StringBuilder lines = new StringBuilder("\n");
                        exchange.getRequestHeaders()
                                .forEach((name, values) ->
                                        lines.append(name.toLowerCase(java.util.Locale.ROOT))
                                                .append('=')
                                                .append(values.getFirst())
                                                .append('\n'));
                        byte[] body =
                                lines.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                        exchange.close();
                    });
            server.start();
        }

        String url() {
            return "http://localhost:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
