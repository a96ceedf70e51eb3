package io.fairlead.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.telemetry.view.GraphView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the mesh is made of is shown to callers on the daemon's own machine only.
class DebugDoorTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Sources SOURCES =
            new Sources(
                    () -> true,
                    () -> "",
                    "0",
                    () -> MeshSnapshot.EMPTY,
                    List::of,
                    List::of,
                    Optional::empty,
                    () -> new GraphView(List.of(), 0, 0, 0, 0),
                    Sources.Migration.NONE,
                    Elsewhere.NOWHERE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "syncz",
                "config_dump",
                "problems",
                "endpointz",
                "certs",
                "edges",
                "mtls",
                "list"
            })
    void aCallerFromElsewhereIsRefused(String page) throws Exception {
        HttpResponse<String> answer = ask("/debug/" + page, _ -> false);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("/debug is for callers on the daemon's own machine\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/version", "/ready"})
    void theRestIsForEverybody(String page) throws Exception {
        assertThat(ask(page, _ -> false).statusCode()).isEqualTo(200);
    }

    @Test
    void theMachineItselfIsLetIn() throws Exception {
        assertThat(ask("/debug/list", InetAddress::isLoopbackAddress).statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> ask(String path, Predicate<InetAddress> ownMachine)
            throws Exception {
        MonitoringServer server = new MonitoringServer(ANY, ANY, SOURCES, ownMachine);
        server.start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI page = URI.create("http://127.0.0.1:" + server.monitoringPort() + path);
            return client.send(
                    HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
        } finally {
            server.close();
        }
    }
}
