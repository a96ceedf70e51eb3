package io.fairlead.proxy.xds.decode;

import com.github.xds.type.v3.TypedStruct;
import com.google.protobuf.Any;
import com.google.protobuf.Struct;
import io.envoyproxy.envoy.config.trace.v3.OpenTelemetryConfig;
import io.envoyproxy.envoy.config.trace.v3.ZipkinConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig;
import io.envoyproxy.envoy.type.v3.Percent;
import io.fairlead.proxy.model.Tracing;
import io.fairlead.proxy.model.Tracing.CustomTag;
import io.fairlead.proxy.model.Tracing.Sampling;
import io.fairlead.proxy.model.Tracing.Source;
import io.fairlead.proxy.model.Tracing.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `HttpConnectionManager.tracing` → [Tracing].
final class TracingDecoder {

    /// Ours: Envoy does not speak Jaeger's own protocol. A struct with field `collector_cluster`.
    static final String JAEGER = "fairlead.tracers.jaeger";

    private static final int NO_CONTEXT_PROPAGATION = 13;
    private static final String TRACERS = "type.googleapis.com/envoy.config.trace.v3.";
    private static final String STRUCT = "type.googleapis.com/google.protobuf.Struct";
    private static final String TYPED_STRUCT = "type.googleapis.com/xds.type.v3.TypedStruct";
    private static final String UUID =
            "type.googleapis.com/envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig";

    private TracingDecoder() {}

    /// Null when requests are not traced.
    static @Nullable Tracing tracing(HttpConnectionManager wire, Notes notes) {
        if (!wire.hasTracing()) {
            return null;
        }
        Notes at = notes.at("tracing");
        HttpConnectionManager.Tracing tracing = wire.getTracing();
        if (tracing.getSpawnUpstreamSpan().getValue()) {
            at.at("spawn_upstream_span").noEffect("each proxy makes one span for a request");
        }
        int chars =
                tracing.hasMaxPathTagLength()
                        ? Values.u32(tracing.getMaxPathTagLength())
                        : Tracing.PATH_CHARS_MAX;
        return new Tracing(
                provider(tracing, at.at("provider")),
                sampling(wire, notes),
                tags(tracing, at.at("custom_tags")),
                chars,
                !hasNoContextPropagation(tracing));
    }

    /// A flag of Envoy that is younger than the messages that we have.
    private static boolean hasNoContextPropagation(HttpConnectionManager.Tracing tracing) {
        return tracing.getUnknownFields().getField(NO_CONTEXT_PROPAGATION).getVarintList().stream()
                .anyMatch(set -> set != 0);
    }

    private static Sampling sampling(HttpConnectionManager wire, Notes notes) {
        HttpConnectionManager.Tracing tracing = wire.getTracing();
        Any any = wire.getRequestIdExtension().getTypedConfig();
        UuidRequestIdConfig id = UuidRequestIdConfig.getDefaultInstance();
        if (any.getTypeUrl().equals(UUID)) {
            id =
                    notes.at("request_id_extension")
                            .parse(any, UuidRequestIdConfig.parser())
                            .orElse(id);
        }
        return new Sampling(
                share(tracing.hasClientSampling(), tracing.getClientSampling()),
                share(tracing.hasRandomSampling(), tracing.getRandomSampling()),
                share(tracing.hasOverallSampling(), tracing.getOverallSampling()),
                !id.hasPackTraceReason() || id.getPackTraceReason().getValue(),
                !id.hasUseRequestIdForTraceSampling()
                        || id.getUseRequestIdForTraceSampling().getValue());
    }

    /// Of 10,000.
    private static int share(boolean has, Percent percent) {
        double value = has ? percent.getValue() : 100;
        return (int) Math.round(Math.clamp(value, 0, 100) * (Sampling.ALL / 100));
    }

    private static Tracer provider(HttpConnectionManager.Tracing tracing, Notes notes) {
        if (!tracing.hasProvider()) {
            return new Tracer.None();
        }
        Any any = tracing.getProvider().getTypedConfig();
        Tracer none = new Tracer.None();
        if (tracing.getProvider().getName().equals(JAEGER)) {
            return struct(any, notes);
        }
        return switch (any.getTypeUrl()) {
            case TRACERS + "ZipkinConfig" ->
                    notes.parse(any, ZipkinConfig.parser())
                            .map(zipkin -> zipkin(zipkin, notes))
                            .orElse(none);
            case TRACERS + "OpenTelemetryConfig" ->
                    notes.parse(any, OpenTelemetryConfig.parser())
                            .map(otel -> openTelemetry(otel, notes))
                            .orElse(none);
            default -> {
                notes.noEffect(
                        tracing.getProvider().getName() + " is not spoken: no spans are sent");
                yield none;
            }
        };
    }

    private static Tracer struct(Any any, Notes notes) {
        Struct fields =
                switch (any.getTypeUrl()) {
                    case STRUCT ->
                            notes.parse(any, Struct.parser()).orElse(Struct.getDefaultInstance());
                    case TYPED_STRUCT ->
                            notes.parse(any, TypedStruct.parser())
                                    .map(TypedStruct::getValue)
                                    .orElse(Struct.getDefaultInstance());
                    default -> Struct.getDefaultInstance();
                };
        String cluster =
                fields.containsFields("collector_cluster")
                        ? fields.getFieldsOrThrow("collector_cluster").getStringValue()
                        : "";
        return named(cluster, notes) ? new Tracer.Jaeger(cluster) : new Tracer.None();
    }

    private static Tracer zipkin(ZipkinConfig wire, Notes notes) {
        if (!named(wire.getCollectorCluster(), notes)) {
            return new Tracer.None();
        }
        if (!wire.hasSharedSpanContext() || wire.getSharedSpanContext().getValue()) {
            notes.at("shared_span_context")
                    .noEffect("both sides of a call have spans of their own");
        }
        String path = wire.getCollectorEndpoint();
        return new Tracer.Zipkin(
                wire.getCollectorCluster(),
                path.isEmpty() ? "/api/v2/spans" : path,
                wire.getTraceId128Bit());
    }

    private static Tracer openTelemetry(OpenTelemetryConfig wire, Notes notes) {
        boolean http = wire.hasHttpService();
        String cluster =
                http
                        ? wire.getHttpService().getHttpUri().getCluster()
                        : wire.getGrpcService().getEnvoyGrpc().getClusterName();
        if (wire.hasSampler()) {
            notes.at("sampler").noEffect("the shares of the tracing settings count");
        }
        if (!named(cluster, notes)) {
            return new Tracer.None();
        }
        return new Tracer.OpenTelemetry(
                cluster,
                wire.getServiceName(),
                http ? path(wire.getHttpService().getHttpUri().getUri()) : "");
    }

    private static boolean named(String cluster, Notes notes) {
        if (cluster.isEmpty()) {
            notes.noEffect("the cluster of the collector is missing: no spans are sent");
        }
        return !cluster.isEmpty();
    }

    /// The path of `http://host/path`.
    private static String path(String uri) {
        int host = uri.indexOf("://");
        int path = uri.indexOf('/', host < 0 ? 0 : host + 3);
        return path < 0 ? "/v1/traces" : uri.substring(path);
    }

    private static List<CustomTag> tags(HttpConnectionManager.Tracing wire, Notes notes) {
        List<CustomTag> tags = new ArrayList<>();
        for (var tag : wire.getCustomTagsList()) {
            switch (tag.getTypeCase()) {
                case LITERAL ->
                        tags.add(
                                new CustomTag(
                                        tag.getTag(),
                                        new Source.Literal(tag.getLiteral().getValue())));
                case ENVIRONMENT -> {
                    var from = tag.getEnvironment();
                    tags.add(
                            new CustomTag(
                                    tag.getTag(),
                                    new Source.Environment(
                                            from.getName(), from.getDefaultValue())));
                }
                case REQUEST_HEADER -> {
                    var from = tag.getRequestHeader();
                    String name = from.getName().toLowerCase(Locale.ROOT);
                    tags.add(
                            new CustomTag(
                                    tag.getTag(), new Source.Header(name, from.getDefaultValue())));
                }
                case METADATA, TYPE_NOT_SET ->
                        notes.noEffect(tag.getTag() + ": metadata is no source of tags here");
            }
        }
        return tags;
    }
}
