package io.fairlead.model.telemetry;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What MeshConfig says about metrics, logs and traces.
///
/// @param providers by name, without those that are always there
/// @param metrics names of the default providers; likewise `logs` and `traces`
/// @param enableTracing counts while no Telemetry and no default provider says anything of traces
public record MeshTelemetry(
        SortedMap<String, Provider> providers,
        List<String> metrics,
        List<String> logs,
        List<String> traces,
        boolean enableTracing,
        ProxyTracing tracing) {

    /// The name of the provider that is meant by `defaultConfig.tracing.zipkin`.
    public static final String OF_PROXY_CONFIG = "defaultConfig.tracing.zipkin";

    public static final String PROMETHEUS = "prometheus";

    /// Istio's daemon's defaults. Metrics are on, as Istio's chart has it.
    public static final MeshTelemetry DEFAULT =
            new MeshTelemetry(
                    new TreeMap<>(),
                    List.of(PROMETHEUS),
                    List.of(),
                    List.of(),
                    true,
                    ProxyTracing.DEFAULT);

    private static final SortedMap<String, Provider> ALWAYS =
            new TreeMap<>(
                    Map.of(
                            PROMETHEUS,
                            new Provider.Prometheus(PROMETHEUS),
                            "envoy",
                            new Provider.FileLog(
                                    "envoy", "/dev/stdout", new Provider.LogFormat.OfMesh()),
                            "stackdriver",
                            new Provider.Other("stackdriver", "stackdriver")));

    public MeshTelemetry {
        providers = Collections.unmodifiableSortedMap(new TreeMap<>(providers));
        metrics = List.copyOf(metrics);
        logs = List.copyOf(logs);
        traces = List.copyOf(traces);
    }

    /// `defaultConfig.tracing`.
    ///
    /// @param samplingPercent of requests about which nobody decided yet
    /// @param zipkin null when not written
    /// @param maxTagLength of the tag with the path; null for Envoy's default
    public record ProxyTracing(
            double samplingPercent,
            Provider.@Nullable Target zipkin,
            SortedMap<String, CustomTag> customTags,
            @Nullable Integer maxTagLength,
            boolean istioTags) {
        public static final ProxyTracing DEFAULT =
                new ProxyTracing(1.0, null, new TreeMap<>(), null, true);

        public ProxyTracing {
            customTags = Collections.unmodifiableSortedMap(new TreeMap<>(customTags));
        }
    }

    /// A provider by its name: a written one first.
    public Optional<Provider> provider(String name) {
        Provider written = providers.get(name);
        return Optional.ofNullable(written == null ? ALWAYS.get(name) : written);
    }

    /// The collector of `defaultConfig.tracing`.
    public Optional<Provider> ofProxyConfig() {
        Provider.Target zipkin = tracing.zipkin();
        return zipkin == null
                ? Optional.empty()
                : Optional.of(
                        new Provider.Zipkin(OF_PROXY_CONFIG, zipkin, "/api/v2/spans", true, null));
    }
}
