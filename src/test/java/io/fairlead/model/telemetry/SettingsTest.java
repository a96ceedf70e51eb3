package io.fairlead.model.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.config.Telemetry;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.testing.Meshes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// What is left of Telemetries of several levels.
class SettingsTest {
    private static final String ROOT = "name: m, namespace: istio-system";
    private static final String SHOP = "name: ns, namespace: shop";
    private static final String CART = "selector: {matchLabels: {app: cart}}, ";

    private static String telemetry(String meta, String spec) {
        return "{apiVersion: telemetry.istio.io/v1, kind: Telemetry, metadata: {%s}, spec: {%s}}\n---\n"
                .formatted(meta, spec);
    }

    private static String mesh(boolean tracing, String logs, String traces) {
        return """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data:
          mesh: |
            enableTracing: %s
            defaultProviders: {accessLogging: [%s], tracing: [%s]}
            defaultConfig: {tracing: {sampling: 7, zipkin: {address: zipkin.istio-system:9411}}}
            extensionProviders:
            - {name: json, envoyFileAccessLog: {path: /dev/stdout, logFormat: {labels: {a: "%%PROTOCOL%%"}}}}
            - {name: z, zipkin: {service: zipkin.istio-system.svc.cluster.local, port: 9411}}
            - {name: o, opentelemetry: {service: ns/otel.tools, port: 4318, http: {path: /v1/traces}}}
        ---
        """
                .formatted(tracing, logs, traces);
    }

    private static <R> List<R> rules(MeshSnapshot mesh, Function<Telemetry, List<R>> part) {
        return Telemetry.deciders(mesh.telemetries(), "istio-system", "shop", Map.of("app", "cart"))
                .stream()
                .flatMap(telemetry -> part.apply(telemetry).stream())
                .toList();
    }

    private static String logs(Side side, String... yaml) {
        MeshSnapshot mesh = Meshes.of(yaml);
        LogSettings settings =
                LogSettings.of(rules(mesh, Telemetry::accessLogs), mesh.mesh().telemetry(), side);
        return settings.logs() == null
                ? "mesh"
                : settings.logs().stream()
                        .map(log -> log.provider().name() + "[" + log.filter() + "]")
                        .toList()
                        .toString();
    }

    private static Optional<TraceSettings> traces(Side side, String... yaml) {
        MeshSnapshot mesh = Meshes.of(yaml);
        return TraceSettings.of(rules(mesh, Telemetry::tracing), mesh.mesh().telemetry(), side);
    }

    private static MetricSettings metrics(Side side, String... yaml) {
        MeshSnapshot mesh = Meshes.of(yaml);
        return MetricSettings.of(rules(mesh, Telemetry::metrics), mesh.mesh().telemetry(), side);
    }

    @Test
    void logsAreAsTheMeshSaysUntilSomebodySaysMore() {
        String filter = "accessLogging: [{filter: {expression: x}}]";
        assertThat(logs(Side.CLIENT)).isEqualTo("mesh");
        assertThat(logs(Side.CLIENT, mesh(true, "json", ""))).isEqualTo("[json[]]");
        assertThat(logs(Side.CLIENT, mesh(true, "json", ""), telemetry(SHOP, filter)))
                .isEqualTo("[json[x]]");
        assertThat(logs(Side.CLIENT, telemetry(ROOT, "accessLogging: [{disabled: true}]")))
                .isEqualTo("[]");
    }

    @Test
    void aNearerLevelNamesTheProvidersOfLogs() {
        String far = telemetry(ROOT, "accessLogging: [{providers: [{name: envoy}]}]");
        String near =
                telemetry(
                        "name: w, namespace: shop",
                        CART
                                + "accessLogging: [{providers: [{name: json}], match: {mode: SERVER}}]");
        String off = telemetry(SHOP, "accessLogging: [{disabled: true, match: {mode: CLIENT}}]");
        assertThat(logs(Side.SERVER, mesh(true, "", ""), far, near)).isEqualTo("[json[]]");
        assertThat(logs(Side.CLIENT, mesh(true, "", ""), far, near)).isEqualTo("[]");
        assertThat(logs(Side.CLIENT, far, off)).isEqualTo("[]");
        assertThat(logs(Side.SERVER, far, off)).isEqualTo("[envoy[]]");
    }

    @Test
    void withoutATelemetryTracesAreAsTheProxysConfigurationSays() {
        TraceSettings settings = traces(Side.CLIENT, mesh(true, "", "")).orElseThrow();
        assertThat(settings.samplingPercent()).isEqualTo(7);
        assertThat(settings.provider())
                .isInstanceOfSatisfying(
                        Provider.Zipkin.class,
                        zipkin ->
                                assertThat(zipkin.target())
                                        .isEqualTo(
                                                new Provider.Target("zipkin.istio-system", 9411)));
        assertThat(traces(Side.CLIENT, mesh(false, "", ""))).isEmpty();
        assertThat(traces(Side.CLIENT).orElseThrow().samplingPercent()).isEqualTo(1);
    }

    @Test
    void eachLevelGoesOnWithTracesWhereTheOneBeforeEnded() {
        String far = telemetry(ROOT, "tracing: [{randomSamplingPercentage: 50}]");
        String near =
                telemetry(
                        SHOP,
                        "tracing: [{providers: [{name: o}], match: {mode: SERVER},"
                                + " customTags: {t: {literal: {value: v}}}}]");
        TraceSettings server = traces(Side.SERVER, mesh(true, "", "z"), far, near).orElseThrow();
        TraceSettings client = traces(Side.CLIENT, mesh(true, "", "z"), far, near).orElseThrow();
        assertThat(server.provider())
                .isEqualTo(
                        new Provider.OpenTelemetry(
                                "o",
                                new Provider.Target("ns/otel.tools", 4318),
                                "/v1/traces",
                                null));
        assertThat(server.samplingPercent()).isEqualTo(50);
        assertThat(server.customTags()).containsEntry("t", new CustomTag.Literal("v"));
        assertThat(client.provider()).isInstanceOf(Provider.Zipkin.class);
        assertThat(client.customTags()).isEmpty();
    }

    @Test
    void reportingOfSpansCanBeSwitchedOffForSome() {
        String off =
                telemetry(
                        "name: w, namespace: shop",
                        CART + "tracing: [{disableSpanReporting: true}]");
        assertThat(traces(Side.CLIENT, mesh(true, "", "z"), off)).isEmpty();
        assertThat(traces(Side.CLIENT, mesh(true, "", "nobody"))).isEmpty();
    }

    @Test
    void metricsAreStandardUntilOverridden() {
        assertThat(metrics(Side.CLIENT)).isEqualTo(MetricSettings.STANDARD);
        String far =
                telemetry(
                        ROOT,
                        "metrics: [{overrides: [{match: {metric: REQUEST_COUNT, mode: CLIENT},"
                                + " tagOverrides: {a: {value: \"'x'\"}}}]}]");
        String near =
                telemetry(
                        SHOP,
                        "metrics: [{reportingInterval: 5s, overrides: [{match: {metric: REQUEST_COUNT},"
                                + " disabled: true, tagOverrides: {source_app: {operation: REMOVE}}}]}]");
        MetricSettings settings = metrics(Side.CLIENT, far, near);
        assertThat(settings.changes()).containsOnlyKeys(Metric.REQUEST_COUNT);
        assertThat(settings.changes().get(Metric.REQUEST_COUNT))
                .isEqualTo(
                        new MetricSettings.Change(
                                true,
                                new TreeMap<>(
                                        Map.of(
                                                "a",
                                                new TagChange.Upsert("'x'"),
                                                "source_app",
                                                new TagChange.Remove()))));
        assertThat(settings.reportingInterval()).hasSeconds(5);
    }

    @Test
    void metricsWithoutPrometheusAreNone() {
        String off = telemetry(ROOT, "metrics: [{overrides: [{disabled: true}]}]");
        String elsewhere = telemetry(ROOT, "metrics: [{providers: [{name: z}]}]");
        assertThat(metrics(Side.SERVER, off).isNothing()).isTrue();
        assertThat(metrics(Side.SERVER, mesh(true, "", ""), elsewhere).enabled()).isFalse();
    }

    @Test
    void ofSeveralOfALevelTheOldestCounts() {
        String young =
                telemetry(
                        "name: a, namespace: shop, creationTimestamp: 2026-01-02T00:00:00Z",
                        "accessLogging: [{disabled: true}]");
        String old =
                telemetry(
                        "name: b, namespace: shop, creationTimestamp: 2026-01-01T00:00:00Z",
                        "accessLogging: [{providers: [{name: envoy}]}]");
        assertThat(logs(Side.CLIENT, young, old)).isEqualTo("[envoy[]]");
    }

    @Test
    void whoIsTargetedAtGatewaysConcernsNoSidecar() {
        String targeted =
                telemetry(
                        SHOP,
                        "targetRefs: [{kind: Gateway, name: g, group: gateway.networking.k8s.io}],"
                                + " accessLogging: [{disabled: true}]");
        assertThat(logs(Side.CLIENT, targeted)).isEqualTo("mesh");
    }
}
