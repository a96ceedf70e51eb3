package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.testing.RealParts;
import io.fairlead.trace.collect.CollectLimits;
import io.fairlead.trace.decode.JaegerBytes;
import io.fairlead.trace.decode.JaegerBytes.Report;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A real Jaeger hears the same spans as we do, and is asked the same questions.
class RealJaegerTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int LOOKS = 300;
    private static final long LOOK_MS = 100;
    private static long now;

    private static TracingDaemon daemon;
    private static Process jaeger;
    private static String theirs;

    @BeforeAll
    static void start() throws Exception {
        now = Instant.now().toEpochMilli() * 1_000 - 60_000_000;
        Path program =
                RealParts.program(
                        "jaeger-all-in-one", "see .ci/run, which builds it from .ci/tools/go.mod");
        int collector = free();
        int query = free();
        int zipkin = free();
        theirs = "http://127.0.0.1:" + query + "/api";
        jaeger = launch(program, collector, query, zipkin);
        awaitAnswer();
        daemon = TracingDaemon.start(CollectLimits.DEFAULT);
        for (byte[] request : requests()) {
            TracingDaemon.postSpans(collector, request);
            TracingDaemon.postSpans(daemon.ports().jaeger(), request);
        }
        for (int port : List.of(zipkin, daemon.ports().zipkin())) {
            assertThat(
                            TracingDaemon.post(
                                    port, "/api/v2/spans", "application/json", zipkinRequest()))
                    .isEqualTo(202);
        }
        awaitSpans();
    }

    @AfterAll
    static void stop() {
        if (daemon != null) {
            daemon.close();
        }
        if (jaeger != null) {
            jaeger.destroyForcibly();
        }
    }

    private static Process launch(Path program, int collector, int query, int zipkin)
            throws IOException {
        List<String> words = new ArrayList<>(List.of(program.toString()));
        words.add("--collector.grpc-server.host-port=127.0.0.1:" + collector);
        words.add("--query.http-server.host-port=127.0.0.1:" + query);
        words.add("--collector.zipkin.host-port=127.0.0.1:" + zipkin);
        words.add("--query.max-clock-skew-adjustment=1s");
        for (String other :
                List.of(
                        "query.grpc-server.host-port",
                        "collector.http-server.host-port",
                        "collector.otlp.grpc.host-port",
                        "collector.otlp.http.host-port",
                        "admin.http.host-port",
                        "http-server.host-port",
                        "processor.jaeger-compact.server-host-port",
                        "processor.jaeger-binary.server-host-port",
                        "processor.zipkin-compact.server-host-port")) {
            words.add("--" + other + "=127.0.0.1:0");
        }
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("OTEL_TRACES_SAMPLER", "always_off");
        File nowhere = new File("/dev/null");
        return builder.redirectErrorStream(true).redirectOutput(nowhere).start();
    }

    /// A call through three services of which one's clock is behind, a root that is a client, and a span without its
    /// parent.
    private static List<byte[]> requests() {
        return List.of(
                JaegerBytes.request(
                        "webapp",
                        "10.0.0.1",
                        new Report(0xa1, 1, 0, "GET /", "server", now, 9_000),
                        new Report(0xa1, 2, 1, "gateway:8080/*", "client", now + 1_000, 7_000)),
                JaegerBytes.request(
                        "gateway",
                        "10.0.0.2",
                        new Report(0xa1, 3, 2, "gateway:8080/*", "server", now - 40_000, 5_000),
                        new Report(0xa1, 4, 3, "staff:8080/*", "client", now - 39_000, 2_500)),
                JaegerBytes.request(
                        "staff",
                        "10.0.0.3",
                        new Report(0xa1, 5, 4, "staff:8080/*", "server", now + 90_000_000, 2_000)),
                JaegerBytes.request(
                        "staff",
                        "10.0.0.3",
                        new Report(0xb2, 1, 0, "photos:80/*", "client", now + 5_000, 1_500_000),
                        new Report(0xc3, 7, 99, "orphan", "", now + 6_000, 12)));
    }

    private static byte[] zipkinRequest() {
        return """
        [{"traceId":"00000000000000d4","id":"0000000000000001","name":"get","kind":"CLIENT",
          "timestamp":%d,"duration":5000,"localEndpoint":{"serviceName":"zip-a","ipv4":"10.1.0.1"}},
         {"traceId":"00000000000000d4","id":"0000000000000002","parentId":"0000000000000001",
          "name":"get","kind":"SERVER","timestamp":%d,"duration":3000,
          "localEndpoint":{"serviceName":"zip-b","ipv4":"10.1.0.2"}}]
        """
                .formatted(now, now + 1_000)
                .getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/services",
                "/services/staff/operations",
                "/services/nobody/operations",
                "/operations?service=gateway",
                "/operations?service=gateway&spanKind=client",
                "/operations?service=nobody",
                "/traces/a1",
                "/traces/b2",
                "/traces/c3",
                "/traces/00000000000000000000000000000b2",
                "/traces/ff",
                "/traces/xyz",
                "/traces?service=webapp&WINDOW",
                "/traces?service=staff&WINDOW",
                "/traces?service=staff&operation=orphan&WINDOW",
                "/traces?service=staff&minDuration=1s&WINDOW",
                "/traces?service=staff&maxDuration=100us&WINDOW",
                "/traces?service=staff&minDuration=2ms&maxDuration=1ms&WINDOW",
                "/traces?service=staff&tag=error:true&limit=1&WINDOW",
                "/traces?service=staff&tag=event:sent&tag=span.kind:client&WINDOW",
                "/traces?service=staff&tags=%7B%22ip%22%3A%2210.0.0.3%22%2C%22bytes%22%3A%224711%22%7D&WINDOW",
                "/traces?service=staff&tag=error:false&WINDOW",
                "/traces?service=nobody&WINDOW",
                "/traces?service=staff&start=x",
                "/traces?service=staff&minDuration=5",
                "/traces?service=staff&tag=nocolon",
                "/traces?service=staff&tags=nojson",
                "/traces?operation=orphan",
                "/traces?traceID=a1&traceID=b2",
                "/dependencies?END&lookback=604800000",
            })
    void theSameQuestionHasTheSameAnswer(String question) throws Exception {
        String asked =
                question.replace(
                                "WINDOW",
                                "start=" + (now - 10_000_000) + "&end=" + (now + 95_000_000))
                        .replace("END", "endTs=" + (now + 100_000_000) / 1_000);
        HttpResponse<String> ours = daemon.get("/jaeger/api" + asked);
        HttpResponse<String> expected = TracingDaemon.get(theirs, asked);

        assertThat(ours.statusCode()).isEqualTo(expected.statusCode());
        assertThat(comparable(ours.body())).isEqualTo(comparable(expected.body()));
    }

    @Test
    void zipkinsSpansGiveTheSameTree() throws Exception {
        assertThat(tree(daemon.get("/jaeger/api/traces/d4").body()))
                .isEqualTo(tree(TracingDaemon.get(theirs, "/traces/d4").body()))
                .hasSize(2);
    }

    /// Service, id, parent, start and duration of each span.
    private static List<String> tree(String body) throws IOException {
        List<String> spans = new ArrayList<>();
        JsonNode trace = JSON.readTree(body).path("data").path(0);
        for (JsonNode span : trace.path("spans")) {
            JsonNode process = trace.path("processes").path(span.path("processID").asText());
            spans.add(
                    "%s %s of %s at %s for %s"
                            .formatted(
                                    process.path("serviceName").asText(),
                                    span.path("spanID").asText(),
                                    span.path("references").path(0).path("spanID").asText(),
                                    span.path("startTime").asText(),
                                    span.path("duration").asText()));
        }
        spans.sort(Comparator.naturalOrder());
        return spans;
    }

    /// Without what is free: the order of lists, the words of a refusal, the numbering of processes, and the tag in
    /// which Jaeger notes how it heard of a span.
    private static String comparable(String body) throws IOException {
        JsonNode answer = JSON.readTree(body);
        for (JsonNode error : answer.path("errors")) {
            ((ObjectNode) error).put("msg", "…");
        }
        for (JsonNode trace : answer.path("data")) {
            for (JsonNode span : trace.path("spans")) {
                JsonNode process = trace.path("processes").path(span.path("processID").asText());
                ((ObjectNode) span).set("process", process.deepCopy());
                ((ObjectNode) span).remove("processID");
            }
            if (trace instanceof ObjectNode object) {
                object.remove("processes");
            }
        }
        return sorted(answer).toPrettyString();
    }

    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ArrayNode array) {
            List<JsonNode> elements = new ArrayList<>();
            for (JsonNode element : array) {
                if (!element.path("key").asText().equals("internal.span.format")) {
                    elements.add(sorted(element));
                }
            }
            elements.sort(Comparator.comparing(JsonNode::toString));
            ArrayNode result = JSON.createArrayNode();
            elements.forEach(result::add);
            return result;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode result = JSON.createObjectNode();
            object.properties().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(field -> result.set(field.getKey(), sorted(field.getValue())));
            return result;
        }
        return node;
    }

    private static void awaitAnswer() throws Exception {
        for (int i = 0; i < LOOKS; i++) {
            try {
                if (TracingDaemon.get(theirs, "/services").statusCode() == 200) {
                    return;
                }
            } catch (ConnectException _) {
                // Not there yet.
            }
            assertThat(jaeger.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)).as("it ended").isFalse();
        }
        throw new AssertionError("Jaeger doesn't answer");
    }

    /// It takes spans in by a queue.
    private static void awaitSpans() throws Exception {
        List<String> wanted = List.of("a1", "b2", "c3", "d4");
        int[] sizes = {5, 1, 1, 2};
        for (int i = 0; i < wanted.size(); i++) {
            int looks = 0;
            while (tree(TracingDaemon.get(theirs, "/traces/" + wanted.get(i)).body()).size()
                    < sizes[i]) {
                assertThat(looks++).as("looks for the spans of a trace").isLessThan(LOOKS);
                assertThat(jaeger.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)).isFalse();
            }
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
