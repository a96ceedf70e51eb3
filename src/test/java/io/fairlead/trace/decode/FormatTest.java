package io.fairlead.trace.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fairlead.trace.span.Span;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FormatTest {

    private static final DecodeLimits SMALL = new DecodeLimits(2, 2, 1, 1, 16, 32, 2);

    @Test
    void jaegersSpansAreReadWithAllThatTheySay() throws Malformed {
        Span span =
                decode(Format.JAEGER, JaegerBytes.request("cart", "10.0.0.7", report("GET /", 5)))
                        .spans()
                        .getFirst();

        assertThat(span.trace()).hasToString("000000000000002a");
        assertThat(span.id()).isEqualTo(5);
        assertThat(span.parent()).isEqualTo(3);
        assertThat(span.operation()).isEqualTo("GET /");
        assertThat(span.kind()).isEqualTo("client");
        assertThat(span.flags()).isEqualTo(1);
        assertThat(span.startMicros()).isEqualTo(1_700_000_000_000_123L);
        assertThat(span.durationMicros()).isEqualTo(2_000_500);
        assertThat(span.service()).isEqualTo("cart");
        assertThat(span.process().ip()).contains("10.0.0.7");
        assertThat(span.tag("error")).contains("true");
        assertThat(span.tag("bytes")).contains("4711");
        assertThat(span.tag("share")).contains("0.25");
        assertThat(span.logs().getFirst().atMicros()).isEqualTo(1_700_000_000_000_124L);
        assertThat(span.logs().getFirst().fields().getFirst().says("event", "sent")).isTrue();
    }

    @Test
    void openTelemetrysSpansAreReadByWhatJaegerCallsThem() throws Malformed {
        Span span = decode(Format.OTLP, otlp().toByteArray()).spans().getFirst();

        assertThat(span.trace()).hasToString("000000000000000100000000000000ff");
        assertThat(span.id()).isEqualTo(7);
        assertThat(span.parent()).isEqualTo(6);
        assertThat(span.service()).isEqualTo("cart");
        assertThat(span.kind()).isEqualTo("server");
        assertThat(span.startMicros()).isEqualTo(1_000_000);
        assertThat(span.durationMicros()).isEqualTo(2_500);
        assertThat(span.tag("otel.status_code")).contains("ERROR");
        assertThat(span.tag("error")).contains("true");
        assertThat(span.tag("otel.status_description")).contains("no stock");
        assertThat(span.tag("otel.scope.name")).contains("sidecar");
        assertThat(span.tag("list")).contains("[a, 7]");
        assertThat(span.process().tags()).hasSize(1);
    }

    @Test
    void openTelemetryInJsonSaysTheSame() throws Exception {
        String json =
                """
                {"resourceSpans":[{"resource":{"attributes":[
                  {"key":"service.name","value":{"stringValue":"cart"}}]},
                 "scopeSpans":[{"scope":{"name":"sidecar"},"spans":[{
                  "traceId":"000000000000000100000000000000ff","spanId":"0000000000000007",
                  "parentSpanId":"0000000000000006","name":"GET /","kind":2,
                  "startTimeUnixNano":"1000000000","endTimeUnixNano":1002500000,
                  "attributes":[{"key":"n","value":{"intValue":"12"}}],
                  "status":{"code":2,"message":"no stock"}}]}]}]}
                """;
        Span span = decode(Format.OTLP_JSON, bytes(json)).spans().getFirst();

        assertThat(span.trace()).hasToString("000000000000000100000000000000ff");
        assertThat(span.parent()).isEqualTo(6);
        assertThat(span.kind()).isEqualTo("server");
        assertThat(span.durationMicros()).isEqualTo(2_500);
        assertThat(span.tag("n")).contains("12");
        assertThat(span.tag("otel.status_code")).contains("ERROR");
    }

    @Test
    void zipkinsSpansAreRead() throws Malformed {
        String json =
                """
                [{"traceId":"1","id":"2","parentId":"1","name":"get","kind":"CLIENT",
                  "timestamp":1000,"duration":20,"debug":true,
                  "localEndpoint":{"serviceName":"cart","ipv4":"10.0.0.7"},
                  "remoteEndpoint":{"serviceName":"stock","port":80},
                  "annotations":[{"timestamp":1001,"value":"sent"}],"tags":{"error":"true"}}]
                """;
        Span span = decode(Format.ZIPKIN, bytes(json)).spans().getFirst();

        assertThat(span.kind()).isEqualTo("client");
        assertThat(span.parent()).isEqualTo(1);
        assertThat(span.flags()).isEqualTo(3);
        assertThat(span.process().ip()).contains("10.0.0.7");
        assertThat(span.tag("peer.service")).contains("stock");
        assertThat(span.logs()).hasSize(1);
    }

    @Test
    void whatIsTooMuchIsCutAndCounted() throws Malformed {
        byte[] request =
                JaegerBytes.request(
                        "s".repeat(1_000_000),
                        "10.0.0.7",
                        report("é".repeat(20), 1),
                        report("b", 2),
                        report("c", 3));
        Decoded decoded = Format.JAEGER.decode(request, SMALL, new Names());

        assertThat(decoded.spans()).hasSize(2);
        Span span = decoded.spans().getFirst();
        assertThat(span.service()).isEqualTo("s".repeat(16) + "…");
        assertThat(span.operation()).isEqualTo("é".repeat(8) + "…");
        assertThat(span.tags()).hasSize(2);
        assertThat(decoded.cuts())
                .containsEntry(Cuts.What.SPANS, 1)
                .containsEntry(Cuts.What.NAME, 2)
                .containsEntry(Cuts.What.TAGS, 9);
    }

    @Test
    void nestedValuesEndSomewhere() throws Malformed {
        AnyValue value = AnyValue.newBuilder().setStringValue("x").build();
        for (int i = 0; i < 50; i++) {
            value =
                    AnyValue.newBuilder()
                            .setArrayValue(ArrayValue.newBuilder().addValues(value))
                            .build();
        }
        ExportTraceServiceRequest.Builder request = otlp().toBuilder();
        request.getResourceSpansBuilder(0)
                .getScopeSpansBuilder(0)
                .getSpansBuilder(0)
                .addAttributes(KeyValue.newBuilder().setKey("deep").setValue(value));
        Decoded decoded = decode(Format.OTLP, request.build().toByteArray());

        assertThat(decoded.cuts()).containsKey(Cuts.What.DEPTH);
        assertThat(decoded.spans().getFirst().tag("deep")).contains("[[[[]]]]");
    }

    @Test
    void aSpanWithoutIdIsLeftOut() throws Malformed {
        Decoded decoded = decode(Format.ZIPKIN, bytes("[{\"traceId\":\"1\"},{\"id\":\"xyz\"}]"));
        assertThat(decoded.spans()).isEmpty();
        assertThat(decoded.cuts()).containsEntry(Cuts.What.INVALID_ID, 2);
    }

    @ParameterizedTest
    @EnumSource
    void garbageIsRefused(Format format) {
        assertThatThrownBy(() -> decode(format, bytes("\n\377\377garbage")))
                .isInstanceOf(Malformed.class);
    }

    private static Decoded decode(Format format, byte[] request) throws Malformed {
        return format.decode(request, DecodeLimits.DEFAULT, new Names());
    }

    private static JaegerBytes.Report report(String operation, long id) {
        return new JaegerBytes.Report(
                42, id, 3, operation, "client", 1_700_000_000_000_123L, 2_000_500);
    }

    private static ExportTraceServiceRequest otlp() {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        var resource = request.addResourceSpansBuilder();
        resource.getResourceBuilder()
                .addAttributes(text("service.name", "cart"))
                .addAttributes(text("ip", "10.0.0.7"));
        var scope = resource.addScopeSpansBuilder();
        scope.getScopeBuilder().setName("sidecar").setVersion("1");
        scope.addSpansBuilder()
                .setTraceId(
                        ByteString.copyFrom(ByteBuffer.allocate(16).putLong(0, 1).putLong(8, 255)))
                .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(0, 7)))
                .setParentSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(0, 6)))
                .setName("GET /")
                .setKind(io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_SERVER)
                .setStartTimeUnixNano(1_000_000_000L)
                .setEndTimeUnixNano(1_002_500_000L)
                .setStatus(
                        Status.newBuilder()
                                .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                                .setMessage("no stock"))
                .addAttributes(
                        KeyValue.newBuilder()
                                .setKey("list")
                                .setValue(
                                        AnyValue.newBuilder()
                                                .setArrayValue(
                                                        ArrayValue.newBuilder()
                                                                .addAllValues(
                                                                        List.of(
                                                                                AnyValue
                                                                                        .newBuilder()
                                                                                        .setStringValue(
                                                                                                "a")
                                                                                        .build(),
                                                                                AnyValue
                                                                                        .newBuilder()
                                                                                        .setIntValue(
                                                                                                7)
                                                                                        .build())))));
        return request.build();
    }

    private static KeyValue text(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
