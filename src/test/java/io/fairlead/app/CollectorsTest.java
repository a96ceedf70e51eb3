package io.fairlead.app;

import static io.fairlead.app.TracingDaemon.post;
import static io.fairlead.app.TracingDaemon.postSpans;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fairlead.trace.collect.CollectLimits;
import io.fairlead.trace.decode.DecodeLimits;
import io.fairlead.trace.decode.JaegerBytes;
import io.fairlead.trace.decode.JaegerBytes.Report;
import io.fairlead.trace.store.StoreLimits;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Each collector over its own protocol, and what it refuses.
class CollectorsTest {

    private static final int REQUEST_MAX = 64 * 1024;
    private static long now;
    private static final CollectLimits LIMITS =
            new CollectLimits(
                    REQUEST_MAX,
                    1024 * 1024,
                    1024 * 1024,
                    16,
                    16,
                    DecodeLimits.DEFAULT,
                    StoreLimits.DEFAULT);

    private static TracingDaemon daemon;

    @BeforeAll
    static void start() throws Exception {
        now = Instant.now().toEpochMilli() * 1_000;
        daemon = TracingDaemon.start(LIMITS);
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @Test
    void jaeger() throws Exception {
        postSpans(daemon.ports().jaeger(), jaeger("by-jaeger", 7));
        assertThat(daemon.get("/jaeger/api/traces/7").body()).contains("\"by-jaeger\"");
        assertThat(daemon.get("/jaeger/api/services").body()).contains("\"by-jaeger\"");
        assertThat(daemon.get("/jaeger/api/traces?service=by-jaeger").body())
                .contains("\"traceID\":\"0000000000000007\"");
        assertThat(daemon.get("/trace/api/critical/7").body())
                .contains("\"spanID\":\"0000000000000001\"");
    }

    @Test
    void openTelemetryByGrpcAndHttp() throws Exception {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", daemon.ports().otlpGrpc())
                        .usePlaintext()
                        .build();
        try {
            TraceServiceGrpc.newBlockingStub(channel).export(otlp(8));
        } finally {
            channel.shutdownNow();
        }
        byte[] request = otlp(9).toByteArray();
        int http = daemon.ports().otlpHttp();
        assertThat(post(http, "/v1/traces", "application/x-protobuf", request)).isEqualTo(200);
        assertThat(post(http, "/v1/traces", "text/plain", request)).isEqualTo(415);
        assertThat(post(http, "/v1/traces", "application/json", text("{}"))).isEqualTo(200);
        assertThat(daemon.get("/jaeger/api/traces/8").statusCode()).isEqualTo(200);
        assertThat(daemon.get("/jaeger/api/traces/9").statusCode()).isEqualTo(200);
    }

    @Test
    void zipkin() throws Exception {
        String span =
                """
                [{"traceId":"a1","id":"1","name":"get","timestamp":%d,"duration":5,
                  "localEndpoint":{"serviceName":"by-zipkin"}}]
                """
                        .formatted(now);
        int port = daemon.ports().zipkin();
        assertThat(post(port, "/api/v2/spans", "application/json", text(span))).isEqualTo(202);
        assertThat(daemon.get("/jaeger/api/traces/a1").body()).contains("\"by-zipkin\"");
    }

    @Test
    void whatIsTooLargeOrGarbageIsRefusedAndCounted() throws Exception {
        byte[] large = JaegerBytes.request("x".repeat(10_000_000), "ip");
        assertThatThrownBy(() -> postSpans(daemon.ports().jaeger(), large))
                .isInstanceOf(StatusRuntimeException.class)
                .extracting(e -> ((StatusRuntimeException) e).getStatus().getCode())
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThatThrownBy(() -> postSpans(daemon.ports().jaeger(), text("garbage")))
                .extracting(e -> ((StatusRuntimeException) e).getStatus().getCode())
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        int zipkin = daemon.ports().zipkin();
        assertThat(post(zipkin, "/api/v2/spans", "application/json", text("{"))).isEqualTo(400);
        byte[] long64k = new byte[REQUEST_MAX + 1];
        assertThat(post(zipkin, "/api/v2/spans", "application/json", long64k)).isEqualTo(400);
        assertThat(daemon.metrics())
                .contains("fairlead_trace_refused_total{format=\"jaeger\",reason=\"size\"}")
                .contains("fairlead_trace_refused_total{format=\"jaeger\",reason=\"malformed\"}")
                .contains("fairlead_trace_refused_total{format=\"zipkin\",reason=\"size\"}");
    }

    @Test
    void aFloodIsRefusedAndWhatIsAskedIsAnswered() throws Exception {
        CollectLimits narrow =
                new CollectLimits(
                        REQUEST_MAX,
                        1024 * 1024,
                        REQUEST_MAX,
                        16,
                        16,
                        DecodeLimits.DEFAULT,
                        StoreLimits.DEFAULT);
        try (TracingDaemon flooded = TracingDaemon.start(narrow)) {
            byte[] padded = text("[" + " ".repeat(REQUEST_MAX - 10) + "]");
            int port = flooded.ports().zipkin();
            int busy = 0;
            for (int i = 0; i < 20; i++) {
                busy += post(port, "/api/v2/spans", "application/json", padded) == 429 ? 1 : 0;
            }
            assertThat(busy).isPositive();
            assertThat(flooded.get("/jaeger/api/services").statusCode()).isEqualTo(200);
            assertThat(flooded.metrics()).contains("reason=\"rate\"");
        }
    }

    private static byte[] jaeger(String service, long trace) {
        return JaegerBytes.request(
                service, "10.0.0.1", new Report(trace, 1, 0, "GET /", "server", now, 10));
    }

    private static ExportTraceServiceRequest otlp(long trace) {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        request.addResourceSpansBuilder()
                .addScopeSpansBuilder()
                .addSpansBuilder()
                .setTraceId(ByteString.copyFrom(ByteBuffer.allocate(16).putLong(8, trace)))
                .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(0, 1)))
                .setName("x");
        return request.build();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
