package io.fairlead.translate.listener;

import com.github.xds.type.v3.TypedStruct;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.HttpService;
import io.envoyproxy.envoy.config.core.v3.HttpUri;
import io.envoyproxy.envoy.config.trace.v3.OpenTelemetryConfig;
import io.envoyproxy.envoy.config.trace.v3.Tracing;
import io.envoyproxy.envoy.config.trace.v3.ZipkinConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.type.tracing.v3.CustomTag;
import io.envoyproxy.envoy.type.v3.Percent;
import io.fairlead.model.telemetry.Provider;
import io.fairlead.model.telemetry.Provider.Target;
import io.fairlead.model.telemetry.TraceSettings;
import io.fairlead.translate.input.ClusterNames;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.Protos;
import io.fairlead.translate.input.Reader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tracing of HTTP connection managers.
///
/// @param collector null: ids are passed on, and spans go nowhere
public record TraceInput(TraceSettings settings, @Nullable Collector collector) {
    /// What our sidecar is told of a Jaeger collector; Envoy has no such tracer any more.
    private static final String JAEGER = "type.googleapis.com/fairlead.tracers.Jaeger";

    private static final List<String> ISTIO_TAGS =
            List.of(
                    "istio.canonical_revision",
                    "istio.canonical_service",
                    "istio.cluster_id",
                    "istio.mesh_id",
                    "istio.namespace");

    /// `no_context_propagation` of Envoy, a flag that is younger than the messages that we have.
    private static final UnknownFieldSet NO_CONTEXT_PROPAGATION =
            UnknownFieldSet.newBuilder()
                    .addField(13, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                    .build();

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int WHOLE = 100;

    /// A server for spans that the proxy can call.
    record Collector(Provider provider, String cluster, String host) {}

    /// Settings for a client with these extensions.
    static TraceInput of(TraceSettings settings, Set<Extension> extensions, Reader reader) {
        TraceSettings told = settings.withTags(tags(settings, extensions));
        Provider provider = settings.provider();
        if (provider == null || !speaks(provider, extensions)) {
            return new TraceInput(told, null);
        }
        return new TraceInput(
                told,
                provider.server()
                        .flatMap(target ->
                                collectorCluster(provider, target, extensions, reader)
                                        .map(cluster ->
                                                new Collector(
                                                        provider, cluster, host(target, reader))))
                        .orElse(null));
    }

    /// Envoy has the daemon as a cluster only under an agent of ours, and calls it by gRPC only.
    private static Optional<String> collectorCluster(
            Provider provider, Target target, Set<Extension> extensions, Reader reader) {
        if (!target.isDaemon(reader.mesh().rootNamespace(), reader.mesh().domain())) {
            return cluster(target, reader);
        }
        boolean known =
                extensions.contains(Extension.DAEMON_SPANS)
                        || extensions.contains(Extension.DAEMON_LOG);
        return known && provider.isOverGrpc() ? Optional.of(ClusterNames.DAEMON) : Optional.empty();
    }

    /// Our sidecar adds Istio's tags by itself, and leaves out one that is said to be empty. Envoy would refuse that.
    private static SortedMap<String, io.fairlead.model.telemetry.CustomTag> tags(
            TraceSettings settings, Set<Extension> extensions) {
        var empty = new io.fairlead.model.telemetry.CustomTag.Literal("");
        SortedMap<String, io.fairlead.model.telemetry.CustomTag> tags =
                new TreeMap<>(settings.customTags());
        if (!extensions.contains(Extension.DAEMON_SPANS)) {
            tags.values().removeIf(empty::equals);
        } else if (!settings.istioTags()) {
            ISTIO_TAGS.forEach(name -> tags.putIfAbsent(name, empty));
        }
        return tags;
    }

    private static boolean speaks(Provider provider, Set<Extension> extensions) {
        return switch (provider) {
            case Provider.Zipkin _ -> extensions.contains(Extension.ZIPKIN);
            case Provider.OpenTelemetry _ -> extensions.contains(Extension.OPEN_TELEMETRY);
            case Provider.Jaeger _ -> extensions.contains(Extension.JAEGER);
            case Provider.Prometheus _, Provider.FileLog _, Provider.GrpcLog _, Provider.Other _ ->
                    false;
        };
    }

    /// The cluster of a server, when it is a Service that has the port. A cluster that isn't there would make Envoy
    /// refuse the listener.
    static Optional<String> cluster(Target target, Reader reader) {
        String host = host(target, reader);
        return reader.service(host)
                .filter(service -> service.port(target.port()).isPresent())
                .map(_ -> ClusterNames.outbound(target.port(), "", host));
    }

    private static String host(Target target, Reader reader) {
        return target.fqdn(reader.mesh().rootNamespace(), reader.mesh().domain());
    }

    HttpConnectionManager.Tracing wire() {
        HttpConnectionManager.Tracing.Builder tracing =
                HttpConnectionManager.Tracing.newBuilder()
                        .setClientSampling(percent(WHOLE))
                        .setRandomSampling(percent(settings.samplingPercent()))
                        .setOverallSampling(percent(WHOLE));
        Integer length = settings.maxTagLength();
        if (length != null) {
            tracing.setMaxPathTagLength(Protos.uint32(length));
        }
        settings.customTags()
                .forEach((name, tag) -> tag(name, tag).ifPresent(tracing::addCustomTags));
        if (collector != null) {
            tracing.setProvider(provider(collector));
        }
        if (!settings.propagate()) {
            tracing.setUnknownFields(NO_CONTEXT_PROPAGATION);
        }
        return tracing.build();
    }

    private static Percent percent(double value) {
        return Percent.newBuilder().setValue(value).build();
    }

    private static Optional<CustomTag> tag(
            String name, io.fairlead.model.telemetry.CustomTag written) {
        CustomTag.Builder tag = CustomTag.newBuilder().setTag(name);
        return switch (written) {
            case io.fairlead.model.telemetry.CustomTag.Literal(String value) ->
                    Optional.of(
                            tag.setLiteral(CustomTag.Literal.newBuilder().setValue(value)).build());
            case io.fairlead.model.telemetry.CustomTag.Environment(
                            String variable,
                            String otherwise) ->
                    Optional.of(
                            tag.setEnvironment(
                                            CustomTag.Environment.newBuilder()
                                                    .setName(variable)
                                                    .setDefaultValue(otherwise))
                                    .build());
            case io.fairlead.model.telemetry.CustomTag.Header(String header, String otherwise) ->
                    Optional.of(
                            tag.setRequestHeader(
                                            CustomTag.Header.newBuilder()
                                                    .setName(header)
                                                    .setDefaultValue(otherwise))
                                    .build());
            case io.fairlead.model.telemetry.CustomTag.Formatter _ -> Optional.empty();
        };
    }

    private static Tracing.Http provider(Collector collector) {
        return switch (collector.provider()) {
            case Provider.Zipkin zipkin ->
                    http(
                            Extension.ZIPKIN,
                            ZipkinConfig.newBuilder()
                                    .setCollectorCluster(collector.cluster())
                                    .setCollectorEndpoint(zipkin.path())
                                    .setCollectorEndpointVersion(
                                            ZipkinConfig.CollectorEndpointVersion.HTTP_JSON)
                                    .setCollectorHostname(collector.host())
                                    .setTraceId128Bit(zipkin.longTraceIds())
                                    .setSharedSpanContext(Protos.FALSE)
                                    .build());
            case Provider.OpenTelemetry otel ->
                    http(Extension.OPEN_TELEMETRY, openTelemetry(otel, collector));
            case Provider.Jaeger _ -> http(Extension.JAEGER, jaeger(collector));
            case Provider.Prometheus _, Provider.FileLog _, Provider.GrpcLog _, Provider.Other _ ->
                    throw new IllegalArgumentException("no tracer: " + collector.provider());
        };
    }

    private static OpenTelemetryConfig openTelemetry(
            Provider.OpenTelemetry otel, Collector collector) {
        OpenTelemetryConfig.Builder config = OpenTelemetryConfig.newBuilder();
        String path = otel.httpPath();
        if (path == null) {
            return config.setGrpcService(
                            GrpcService.newBuilder()
                                    .setTimeout(Protos.duration(TIMEOUT))
                                    .setEnvoyGrpc(
                                            GrpcService.EnvoyGrpc.newBuilder()
                                                    .setClusterName(collector.cluster())
                                                    .setAuthority(collector.host())))
                    .build();
        }
        String uri = "http://" + collector.host() + ":" + otel.target().port() + path;
        return config.setHttpService(
                        HttpService.newBuilder()
                                .setHttpUri(
                                        HttpUri.newBuilder()
                                                .setUri(uri)
                                                .setCluster(collector.cluster())
                                                .setTimeout(Protos.duration(TIMEOUT))))
                .build();
    }

    private static TypedStruct jaeger(Collector collector) {
        return TypedStruct.newBuilder()
                .setTypeUrl(JAEGER)
                .setValue(
                        Struct.newBuilder()
                                .putFields(
                                        "collector_cluster",
                                        Value.newBuilder()
                                                .setStringValue(collector.cluster())
                                                .build()))
                .build();
    }

    private static Tracing.Http http(Extension extension, Message config) {
        return Tracing.Http.newBuilder()
                .setName(extension.id())
                .setTypedConfig(Protos.any(config))
                .build();
    }
}
