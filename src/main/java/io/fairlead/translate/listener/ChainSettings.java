package io.fairlead.translate.listener;

import io.fairlead.model.config.MeshConfig;
import io.fairlead.model.config.Telemetry;
import io.fairlead.model.telemetry.LogSettings;
import io.fairlead.model.telemetry.MeshTelemetry;
import io.fairlead.model.telemetry.MetricSettings;
import io.fairlead.model.telemetry.Side;
import io.fairlead.model.telemetry.TraceSettings;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What all listeners of a class of proxies have in common.
///
/// @param metrics what is counted
/// @param tracing null for none
/// @param detectionTimeout how long a connection may be silent before it counts as TCP; zero waits forever
public record ChainSettings(
        Set<Extension> extensions,
        boolean ipv6,
        AccessLogs accessLogs,
        MetricSettings metrics,
        @Nullable TraceInput tracing,
        Duration detectionTimeout) {

    static ChainSettings of(ProxyClass.Outbound outbound, Reader reader) {
        return of(
                Side.CLIENT,
                outbound,
                reader.telemetries(outbound.namespace(), outbound.labels()),
                reader);
    }

    static ChainSettings of(ProxyClass.Inbound inbound, Reader reader) {
        return of(
                Side.SERVER,
                inbound,
                reader.telemetries(inbound.namespace(), inbound.labels()),
                reader);
    }

    private static ChainSettings of(
            Side side, ProxyClass proxyClass, List<Telemetry> deciders, Reader reader) {
        MeshConfig mesh = reader.mesh();
        MeshTelemetry telemetry = mesh.telemetry();
        Set<Extension> extensions = proxyClass.extensions();
        LogSettings logs =
                LogSettings.of(
                        deciders.stream().flatMap(t -> t.accessLogs().stream()).toList(),
                        telemetry,
                        side);
        MetricSettings metrics =
                MetricSettings.of(
                        deciders.stream().flatMap(t -> t.metrics().stream()).toList(),
                        telemetry,
                        side);
        return new ChainSettings(
                extensions,
                proxyClass.ipv6(),
                metrics.isNothing()
                        ? AccessLogs.of(logs, extensions, reader)
                        : AccessLogs.of(logs, extensions, reader).withDaemon(side, extensions),
                metrics,
                TraceSettings.of(
                                deciders.stream().flatMap(t -> t.tracing().stream()).toList(),
                                telemetry,
                                side)
                        .map(settings -> TraceInput.of(settings, extensions, reader))
                        .orElse(null),
                mesh.protocolDetectionTimeout());
    }

    /// For chains that pass on TLS that the application ends.
    ChainSettings ofForeignTls() {
        return new ChainSettings(
                extensions, ipv6, accessLogs.ofForeignTls(), metrics, tracing, detectionTimeout);
    }

    /// True when the client can tell TLS from clear text, and end it.
    boolean speaksTls() {
        return extensions.contains(Extension.TLS) && extensions.contains(Extension.TLS_INSPECTOR);
    }

    /// True when the client can look at the first bytes of a connection.
    boolean sniffs() {
        return extensions.contains(Extension.HTTP_INSPECTOR);
    }
}
