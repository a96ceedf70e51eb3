package io.fairlead.proxy.trace.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.Tracing.Tracer;
import io.fairlead.proxy.trace.context.Hex;
import io.fairlead.proxy.trace.span.FinishedSpan;
import io.fairlead.proxy.trace.span.FinishedSpan.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A real Jaeger gets the same trace by each protocol, and tells the same tree of it.
class JaegerTest {

    private static JaegerAllInOne jaeger;

    @BeforeAll
    static void start() throws Exception {
        jaeger = JaegerAllInOne.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (jaeger != null) {
            jaeger.close();
        }
    }

    @Test
    void byJaegersOwnProtocol() throws Exception {
        assertThat(tree(new Tracer.Jaeger("c"), jaeger.grpc(), 1)).isEqualTo(expected("jaeger"));
    }

    @Test
    void byOpenTelemetryOverGrpc() throws Exception {
        assertThat(tree(new Tracer.OpenTelemetry("c", "", ""), jaeger.otlpGrpc(), 2))
                .isEqualTo(expected("opentelemetry"));
    }

    @Test
    void byOpenTelemetryOverHttp() throws Exception {
        assertThat(tree(new Tracer.OpenTelemetry("c", "", "/v1/traces"), jaeger.otlpHttp(), 3))
                .isEqualTo(expected("opentelemetry"));
    }

    @Test
    void byZipkin() throws Exception {
        assertThat(tree(new Tracer.Zipkin("c", "/api/v2/spans", true), jaeger.zipkin(), 4))
                .isEqualTo(expected("zipkin"));
    }

    private static String expected(String kind) {
        return """
        sent 2 of tracing.KIND.spans_sent
        staff.default/* client 0/- 2500us staff.default GET
        staff.default/* server aa/5 1500us staff.default GET failed
        """
                .replace("KIND", kind);
    }

    /// Sends a trace of two spans and reads it back from Jaeger.
    private static String tree(Tracer provider, int port, long trace) throws Exception {
        var stats = new Stats();
        var destination =
                new SpanQueue.Destination(
                        "staff.default",
                        "10.0.0.7",
                        "c",
                        _ -> Optional.of(new Way.Plain(new Address("127.0.0.1", port))));
        var limits = new ExportLimits(100, 10, Duration.ofMillis(50), Duration.ofSeconds(20), 100);
        var lines = new TreeSet<String>();
        try (var queue = new SpanQueue(provider, destination, stats, limits)) {
            queue.offer(span(trace, 0xaa, 0, ""));
            queue.offer(span(trace, 0xbb, 0xaa, "status 503"));
            JsonObject read = jaeger.trace(Hex.text(trace, 5), 2);
            for (JsonElement span : read.getAsJsonArray("spans")) {
                lines.add(line(span.getAsJsonObject(), read));
            }
        }
        String kind = provider.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
        var sent = new StatName("tracing", kind, "spans_sent");
        lines.add("sent " + stats.counter(sent).sum() + " of " + sent);
        return String.join("\n", lines) + "\n";
    }

    private static FinishedSpan span(long trace, long id, long parent, String failure) {
        return new FinishedSpan(
                trace,
                5,
                id,
                parent,
                parent != 0,
                "staff.default/*",
                1_790_000_000_000_000L + parent,
                parent == 0 ? 2_500_000 : 1_500_000,
                List.of(new Tag("http.method", "GET"), new Tag("response_flags", "-")),
                failure);
    }

    private static String line(JsonObject span, JsonObject trace) {
        String kind = tag(span, "span.kind");
        var references = span.getAsJsonArray("references");
        String parent =
                references.isEmpty()
                        ? "0/-"
                        : references
                                        .get(0)
                                        .getAsJsonObject()
                                        .get("spanID")
                                        .getAsString()
                                        .replaceFirst("^0+", "")
                                + "/5";
        var process =
                trace.getAsJsonObject("processes")
                        .getAsJsonObject(span.get("processID").getAsString());
        return span.get("operationName").getAsString()
                + " "
                + kind
                + " "
                + parent
                + " "
                + span.get("duration").getAsLong()
                + "us "
                + process.get("serviceName").getAsString()
                + " "
                + tag(span, "http.method")
                + (tag(span, "error").isEmpty() ? "" : " failed");
    }

    private static String tag(JsonObject span, String name) {
        for (JsonElement tag : span.getAsJsonArray("tags")) {
            if (tag.getAsJsonObject().get("key").getAsString().equals(name)) {
                return tag.getAsJsonObject().get("value").getAsString();
            }
        }
        return "";
    }
}
