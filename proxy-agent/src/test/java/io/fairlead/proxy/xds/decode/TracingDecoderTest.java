package io.fairlead.proxy.xds.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.xds.type.v3.TypedStruct;
import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.HttpService;
import io.envoyproxy.envoy.config.core.v3.HttpUri;
import io.envoyproxy.envoy.config.trace.v3.DatadogConfig;
import io.envoyproxy.envoy.config.trace.v3.OpenTelemetryConfig;
import io.envoyproxy.envoy.config.trace.v3.ZipkinConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.RequestIDExtension;
import io.envoyproxy.envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig;
import io.envoyproxy.envoy.type.tracing.v3.CustomTag;
import io.envoyproxy.envoy.type.v3.Percent;
import io.fairlead.proxy.model.Problem;
import io.fairlead.proxy.model.Tracing;
import io.fairlead.proxy.model.Tracing.Sampling;
import io.fairlead.proxy.model.Tracing.Source;
import io.fairlead.proxy.model.Tracing.Tracer;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TracingDecoderTest {

    private final Notes notes = new Notes("listener");

    static Stream<Arguments> providers() {
        return Stream.of(
                Arguments.of(
                        ZipkinConfig.newBuilder()
                                .setCollectorCluster("z")
                                .setCollectorEndpoint("/spans")
                                .setTraceId128Bit(true)
                                .setSharedSpanContext(BoolValue.of(false))
                                .build(),
                        new Tracer.Zipkin("z", "/spans", true),
                        0),
                Arguments.of(
                        ZipkinConfig.newBuilder().setCollectorCluster("z").build(),
                        new Tracer.Zipkin("z", "/api/v2/spans", false),
                        1),
                Arguments.of(ZipkinConfig.getDefaultInstance(), new Tracer.None(), 1),
                Arguments.of(
                        OpenTelemetryConfig.newBuilder()
                                .setServiceName("s")
                                .setGrpcService(
                                        GrpcService.newBuilder()
                                                .setEnvoyGrpc(
                                                        GrpcService.EnvoyGrpc.newBuilder()
                                                                .setClusterName("o")))
                                .build(),
                        new Tracer.OpenTelemetry("o", "s", ""),
                        0),
                Arguments.of(otlpHttp("http://o:4318/x/traces"), otlpHttpOf("/x/traces"), 0),
                Arguments.of(otlpHttp("http://o:4318"), otlpHttpOf("/v1/traces"), 0),
                Arguments.of(DatadogConfig.getDefaultInstance(), new Tracer.None(), 1));
    }

    private static Message otlpHttp(String uri) {
        return OpenTelemetryConfig.newBuilder()
                .setHttpService(
                        HttpService.newBuilder()
                                .setHttpUri(HttpUri.newBuilder().setUri(uri).setCluster("o")))
                .build();
    }

    private static Tracer otlpHttpOf(String path) {
        return new Tracer.OpenTelemetry("o", "", path);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aProvider(Message config, Tracer meant, int problems) {
        HttpConnectionManager.Builder wire = HttpConnectionManager.newBuilder();
        wire.getTracingBuilder().getProviderBuilder().setTypedConfig(Any.pack(config));
        assertThat(decode(wire).provider()).isEqualTo(meant);
        assertThat(problems()).hasSize(problems);
    }

    @Test
    void jaegerIsOurs() {
        Struct fields =
                Struct.newBuilder()
                        .putFields(
                                "collector_cluster", Value.newBuilder().setStringValue("j").build())
                        .build();
        for (Message config : List.of(fields, TypedStruct.newBuilder().setValue(fields).build())) {
            HttpConnectionManager.Builder wire = HttpConnectionManager.newBuilder();
            Any any =
                    Any.newBuilder()
                            .setTypeUrl(
                                    "type.googleapis.com/"
                                            + config.getDescriptorForType().getFullName())
                            .setValue(config.toByteString())
                            .build();
            wire.getTracingBuilder()
                    .getProviderBuilder()
                    .setName("fairlead.tracers.jaeger")
                    .setTypedConfig(any);
            assertThat(decode(wire).provider()).isEqualTo(new Tracer.Jaeger("j"));
        }
    }

    @Test
    void sharesAndTheRequestId() {
        HttpConnectionManager.Builder wire = HttpConnectionManager.newBuilder();
        wire.getTracingBuilder()
                .setRandomSampling(Percent.newBuilder().setValue(1.25))
                .setOverallSampling(Percent.newBuilder().setValue(200))
                .setMaxPathTagLength(UInt32Value.of(12));
        assertThat(decode(wire).sampling())
                .isEqualTo(new Sampling(10_000, 125, 10_000, true, true));
        assertThat(decode(wire).pathCharsMax()).isEqualTo(12);
        var uuid =
                UuidRequestIdConfig.newBuilder()
                        .setPackTraceReason(BoolValue.of(false))
                        .setUseRequestIdForTraceSampling(BoolValue.of(false))
                        .build();
        wire.setRequestIdExtension(RequestIDExtension.newBuilder().setTypedConfig(Any.pack(uuid)));
        assertThat(decode(wire).sampling())
                .isEqualTo(new Sampling(10_000, 125, 10_000, false, false));
    }

    @Test
    void customTags() {
        HttpConnectionManager.Builder wire = HttpConnectionManager.newBuilder();
        wire.getTracingBuilder()
                .addCustomTags(tag("a").setLiteral(CustomTag.Literal.newBuilder().setValue("1")))
                .addCustomTags(
                        tag("b").setEnvironment(CustomTag.Environment.newBuilder().setName("E")))
                .addCustomTags(
                        tag("c").setRequestHeader(
                                        CustomTag.Header.newBuilder()
                                                .setName("X-User")
                                                .setDefaultValue("d")))
                .addCustomTags(tag("m").setMetadata(CustomTag.Metadata.getDefaultInstance()));
        assertThat(decode(wire).tags())
                .containsExactly(
                        new Tracing.CustomTag("a", new Source.Literal("1")),
                        new Tracing.CustomTag("b", new Source.Environment("E", "")),
                        new Tracing.CustomTag("c", new Source.Header("x-user", "d")));
        assertThat(problems()).hasSize(1);
    }

    @Test
    void garbageIsToldAndNothingIsTracedWithoutTheField() {
        assertThat(TracingDecoder.tracing(HttpConnectionManager.getDefaultInstance(), notes))
                .isNull();
        HttpConnectionManager.Builder wire = HttpConnectionManager.newBuilder();
        wire.getTracingBuilder()
                .getProviderBuilder()
                .setTypedConfig(
                        Any.newBuilder()
                                .setTypeUrl(
                                        "type.googleapis.com/envoy.config.trace.v3.ZipkinConfig")
                                .setValue(com.google.protobuf.ByteString.copyFromUtf8("?")));
        assertThat(decode(wire).provider()).isEqualTo(new Tracer.None());
        assertThat(notes.result("x")).isInstanceOf(Decoded.Rejected.class);
    }

    @Test
    void contextIsPropagatedUnlessSomebodySaysNo() {
        assertThat(decode(silent(0)).propagate()).isTrue();
        assertThat(decode(silent(1)).propagate()).isFalse();
        HttpConnectionManager.Builder nothing = HttpConnectionManager.newBuilder();
        nothing.getTracingBuilder();
        assertThat(decode(nothing).propagate()).isTrue();
    }

    /// `no_context_propagation`, as an Envoy's messages have it.
    private static HttpConnectionManager.Builder silent(int flag) {
        HttpConnectionManager.Builder wire = HttpConnectionManager.newBuilder();
        wire.getTracingBuilder()
                .setUnknownFields(
                        UnknownFieldSet.newBuilder()
                                .addField(
                                        13,
                                        UnknownFieldSet.Field.newBuilder().addVarint(flag).build())
                                .build());
        return wire;
    }

    private static CustomTag.Builder tag(String name) {
        return CustomTag.newBuilder().setTag(name);
    }

    private Tracing decode(HttpConnectionManager.Builder wire) {
        return Objects.requireNonNull(TracingDecoder.tracing(wire.build(), notes));
    }

    private List<Problem> problems() {
        return notes.result("x") instanceof Decoded.Accepted<String>(_, List<Problem> found, _)
                ? found
                : List.of();
    }
}
