package io.fairlead.proxy.trace.export;

import io.fairlead.proxy.model.Tracing.Tracer;
import io.fairlead.proxy.trace.span.FinishedSpan;
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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
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
    private final Resource resource;
    private final Duration timeout;

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

    private OtelCollector(SpanExporter exporter, Sender sender, Duration timeout) {
        this.exporter = exporter;
        this.resource = sender.resource();
        this.timeout = timeout;
    }

    /// @param address `HOST:PORT`
    static OtelCollector of(Tracer provider, String address, Sender sender, Duration timeout) {
        String base = "http://" + address;
        SpanExporter exporter =
                switch (provider) {
                    case Tracer.None _ -> SpanExporter.composite();
                    case Tracer.Jaeger _ -> jaeger(base, timeout);
                    case Tracer.Zipkin(_, String path, _) -> zipkin(base + path, timeout);
                    case Tracer.OpenTelemetry(_, _, String path) -> otlp(base, path, timeout);
                };
        return new OtelCollector(exporter, sender, timeout);
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
                spans.stream().<SpanData>map(span -> new OtelSpan(span, resource)).toList();
        CompletableResultCode result = exporter.export(batch);
        return result.join(timeout.toMillis() + 500, TimeUnit.MILLISECONDS).isSuccess();
    }

    @Override
    public void close() {
        CompletableResultCode _ = exporter.shutdown().join(1, TimeUnit.SECONDS);
    }
}
