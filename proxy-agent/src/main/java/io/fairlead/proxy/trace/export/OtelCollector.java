package io.fairlead.proxy.trace.export;

import io.fairlead.proxy.grpc.GrpcTarget;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.Tracing.Tracer;
import io.fairlead.proxy.trace.span.FinishedSpan;
import io.grpc.ManagedChannel;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.exporter.jaeger.JaegerGrpcSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.exporter.zipkin.ZipkinSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import zipkin2.reporter.urlconnection.URLConnectionSender;

/// A collector that is spoken to by one of OpenTelemetry's exporters. Nothing else in this proxy touches them, so that
/// they are loaded only when a span is to be sent.
final class OtelCollector implements Collector {

    /// Exporters write a line for each batch that fails; [SpanQueue] says it once. Held, so that the level stays.
    private static final Logger EXPORTERS = Logger.getLogger("io.opentelemetry");

    static {
        EXPORTERS.setLevel(Level.OFF);
    }

    private final SpanExporter exporter;

    /// To the daemon; the exporter doesn't close it.
    private final @Nullable ManagedChannel channel;

    private final Resource resource;
    private final Duration timeout;
    private final TagKeys keys = new TagKeys();

    /// Who sends.
    ///
    /// @param ip empty where nobody knows
    record Sender(String service, String ip) {

        /// Jaeger's exporter says the machine's address by itself, and 0.0.0.0 where the machine's name has none.
        Resource resource() {
            AttributesBuilder attributes =
                    Attributes.builder().put(AttributeKey.stringKey("service.name"), service);
            if (!ip.isEmpty()) {
                attributes.put(AttributeKey.stringKey("ip"), ip);
            }
            return Resource.create(attributes.build());
        }
    }

    private OtelCollector(
            SpanExporter exporter,
            @Nullable ManagedChannel channel,
            Sender sender,
            Duration timeout) {
        this.exporter = exporter;
        this.channel = channel;
        this.resource = sender.resource();
        this.timeout = timeout;
    }

    /// @throws IOException when the daemon can't be called, or not in this provider's protocol
    static OtelCollector of(Tracer provider, Way way, Sender sender, Duration timeout)
            throws IOException {
        return switch (way) {
            case Way.Plain(Address address) ->
                    new OtelCollector(plain(provider, address, timeout), null, sender, timeout);
            case Way.Daemon(GrpcTarget target) -> {
                ManagedChannel channel = DaemonChannel.open(target);
                try {
                    yield new OtelCollector(
                            over(channel, provider, timeout), channel, sender, timeout);
                } catch (IOException e) {
                    channel.shutdownNow();
                    throw e;
                }
            }
        };
    }

    private static SpanExporter plain(Tracer provider, Address address, Duration timeout) {
        String base = "http://" + address;
        return switch (provider) {
            case Tracer.None _ -> SpanExporter.composite();
            case Tracer.Jaeger _ -> jaeger(base, timeout);
            case Tracer.Zipkin(_, String path, _) -> zipkin(base + path, timeout);
            case Tracer.OpenTelemetry(_, _, String path) -> otlp(base, path, timeout);
        };
    }

    @SuppressWarnings("deprecation") // Both want their own transports, which know no tokens.
    private static SpanExporter over(ManagedChannel channel, Tracer provider, Duration timeout)
            throws IOException {
        return switch (provider) {
            case Tracer.None _ -> SpanExporter.composite();
            case Tracer.Jaeger _ ->
                    JaegerGrpcSpanExporter.builder()
                            .setChannel(channel)
                            .setTimeout(timeout)
                            .build();
            case Tracer.OpenTelemetry(_, _, String path) when path.isEmpty() ->
                    OtlpGrpcSpanExporter.builder().setChannel(channel).setTimeout(timeout).build();
            case Tracer.OpenTelemetry _, Tracer.Zipkin _ ->
                    throw new IOException("the daemon's own port takes spans by gRPC only");
        };
    }

    @SuppressWarnings(
            "deprecation") // Jaeger prefers OTLP now; this protocol is what was asked for.
    private static SpanExporter jaeger(String endpoint, Duration timeout) {
        return JaegerGrpcSpanExporter.builder().setEndpoint(endpoint).setTimeout(timeout).build();
    }

    private static SpanExporter zipkin(String endpoint, Duration timeout) {
        int millis = Math.toIntExact(timeout.toMillis());
        var sender =
                URLConnectionSender.newBuilder()
                        .endpoint(endpoint)
                        .connectTimeout(millis)
                        .readTimeout(millis)
                        .build();
        return ZipkinSpanExporter.builder().setSender(sender).build();
    }

    private static SpanExporter otlp(String base, String path, Duration timeout) {
        return path.isEmpty()
                ? OtlpGrpcSpanExporter.builder().setEndpoint(base).setTimeout(timeout).build()
                : OtlpHttpSpanExporter.builder()
                        .setEndpoint(base + path)
                        .setTimeout(timeout)
                        .build();
    }

    @Override
    public boolean send(List<FinishedSpan> spans) {
        List<SpanData> batch =
                spans.stream().<SpanData>map(span -> new OtelSpan(span, resource, keys)).toList();
        CompletableResultCode result = exporter.export(batch);
        return result.join(timeout.toMillis() + 500, TimeUnit.MILLISECONDS).isSuccess();
    }

    @Override
    public void close() {
        CompletableResultCode _ = exporter.shutdown().join(1, TimeUnit.SECONDS);
        if (channel != null) {
            channel.shutdownNow();
        }
    }
}
