package io.fairlead.perf.istiod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairlead.perf.mesh.MeshSize;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchServerTest {
    private static final String INITIAL = "?watch=true&sendInitialEvents=true";
    private static final int READ_MILLIS_MAX = 60_000;

    private final ObjectMapper json = new ObjectMapper();
    private final MeshSize mesh = new MeshSize(2, 1);
    private WatchServer server;

    @BeforeEach
    void start() throws IOException {
        server = WatchServer.start();
        for (MeshSize.File file : mesh.registry()) {
            server.prepare(file.text()).run();
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tellsWhatThereIsThenMarksTheEndThenTellsWhatHappens() throws IOException {
        try (BufferedReader slices =
                open("/apis/discovery.k8s.io/v1/endpointslices" + INITIAL, "")) {
            assertThat(text(next(slices), "/type")).isEqualTo("ADDED");
            JsonNode second = next(slices);
            assertThat(text(second, "/object/metadata/name")).isEqualTo("svc-1-x7k2p");
            JsonNode mark = next(slices);
            assertThat(text(mark, "/type")).isEqualTo("BOOKMARK");
            assertThat(text(mark, "/object/kind")).isEqualTo("EndpointSlice");
            assertThat(mark.toString()).contains("\"k8s.io/initial-events-end\":\"true\"");

            Runnable change = server.prepare(mesh.endpointsFile(1, 7).text());
            change.run();
            JsonNode changed = next(slices);
            assertThat(text(changed, "/type")).isEqualTo("MODIFIED");
            assertThat(changed.toString()).contains(MeshSize.mark(7));
            assertThat(version(changed)).isGreaterThan(version(second));
        }
    }

    @Test
    void aWatchThatGoesOnHearsOfWhatItMissed() throws IOException {
        server.prepare(mesh.endpointsFile(0, 3).text()).run();
        try (BufferedReader slices =
                open("/apis/discovery.k8s.io/v1/endpointslices?watch=true&resourceVersion=8", "")) {
            assertThat(next(slices).toString()).contains(MeshSize.mark(3));
        }
    }

    @Test
    void watchesHearOfTheirNamespaceOnlyAndOfMetadataOnly() throws IOException {
        try (BufferedReader other = open("/api/v1/namespaces/other/services" + INITIAL, "");
                BufferedReader brief =
                        open(
                                "/api/v1/services" + INITIAL,
                                "application/json;as=PartialObjectMetadata;v=v1")) {
            assertThat(text(next(other), "/type")).isEqualTo("BOOKMARK");
            JsonNode service = next(brief);
            assertThat(text(service, "/object/kind")).isEqualTo("PartialObjectMetadata");
            assertThat(service.at("/object/spec").isMissingNode()).isTrue();
        }
    }

    @Test
    void nothingElseIsThere() throws IOException {
        assertThat(connection("/api/v1/namespaces/a/configmaps/b", "").getResponseCode())
                .isEqualTo(404);
        HttpURLConnection write = connection("/api/v1/namespaces/a/configmaps", "");
        write.setRequestMethod("POST");
        assertThat(write.getResponseCode()).isEqualTo(403);
    }

    private BufferedReader open(String path, String accept) throws IOException {
        return new BufferedReader(
                new InputStreamReader(
                        connection(path, accept).getInputStream(), StandardCharsets.UTF_8));
    }

    private HttpURLConnection connection(String path, String accept) throws IOException {
        Matcher at = Pattern.compile("http://[0-9.:]+").matcher(server.access());
        assertThat(at.find()).isTrue();
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(at.group() + path).toURL().openConnection();
        connection.setReadTimeout(READ_MILLIS_MAX);
        connection.setRequestProperty("Accept", accept);
        return connection;
    }

    private JsonNode next(BufferedReader events) throws IOException {
        return json.readTree(events.readLine());
    }

    private static String text(JsonNode event, String path) {
        return event.at(path).asText();
    }

    private static long version(JsonNode event) {
        return Long.parseLong(text(event, "/object/metadata/resourceVersion"));
    }
}
