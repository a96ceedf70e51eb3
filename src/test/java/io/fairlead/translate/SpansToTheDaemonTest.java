package io.fairlead.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.model.FilterChain;
import io.fairlead.proxy.model.Handler;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.Tracing;
import io.fairlead.proxy.xds.decode.Decoded;
import io.fairlead.proxy.xds.decode.ResourceDecoder;
import io.fairlead.testing.EnvoyJson;
import io.fairlead.testing.Meshes;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyView;
import io.fairlead.translate.input.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A provider that is the daemon's own port: by which cluster a proxy calls it, if at all. And Istio's tags.
class SpansToTheDaemonTest {

    private static final List<String> BASE =
            List.of(
                    "envoy.filters.listener.original_dst",
                    "envoy.filters.listener.http_inspector",
                    "envoy.tracers.zipkin",
                    "envoy.tracers.opentelemetry");
    private static final List<String> OURS =
            List.of("fairlead.tracers.jaeger", "fairlead.tracers.daemon");
    private static final List<String> UNDER_OUR_AGENT = List.of("fairlead.access_loggers.daemon");

    private static final Predicate<Tracing> PROPAGATES = Tracing::propagate;

    private static final String JAEGER =
            "jaeger: {service: istiod.istio-system.svc.cluster.local, port: 15012}";
    private static final String OTLP =
            "opentelemetry: {service: istiod.istio-system.svc.cluster.local, port: 15012}";

    @ParameterizedTest
    @CsvSource({
        "istiod.istio-system.svc.cluster.local, 15012, xds-grpc",
        "istiod.istio-system.svc, 15012, xds-grpc",
        "istiod.istio-system, 15012, xds-grpc",
        "istio-system/istiod.istio-system.svc.cluster.local, 15012, xds-grpc",
        "istiod.istio-system.svc.cluster.local, 14250,"
                + " outbound|14250||istiod.istio-system.svc.cluster.local",
    })
    void theDaemonsOwnPortIsItsOwnCluster(String host, int port, String cluster) {
        String provider = "jaeger: {service: %s, port: %d}".formatted(host, port);
        assertThat(listeners(provider, "", OURS)).contains("\"collector_cluster\": \"" + cluster);
    }

    @Test
    void anEnvoyUnderOurAgentKnowsIt() {
        assertThat(listeners(OTLP, "", UNDER_OUR_AGENT))
                .contains("\"cluster_name\": \"xds-grpc\"", "envoy.tracers.opentelemetry");
    }

    @Test
    void anotherEnvoyDoesNot() {
        assertThat(listeners(OTLP, "", List.of()))
                .contains("\"random_sampling\"")
                .doesNotContain("envoy.tracers.opentelemetry");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zipkin: {service: istiod.istio-system.svc.cluster.local, port: 15012}",
                "opentelemetry: {service: istiod.istio-system.svc.cluster.local, port: 15012,"
                        + " http: {path: /v1/traces}}",
            })
    void otherProtocolsAreNotSpokenThere(String provider) {
        assertThat(listeners(provider, "", OURS)).doesNotContain("envoy.tracers.");
    }

    @Test
    void istiosTagsAreLeftOutWhereTheTelemetrySaysSo() {
        assertThat(listeners(JAEGER, "enableIstioTags: false", OURS))
                .contains("\"tag\": \"istio.namespace\"", "\"tag\": \"istio.mesh_id\"");
        assertThat(listeners(JAEGER, "enableIstioTags: true", OURS))
                .doesNotContain("istio.mesh_id");
        // It has none, and would refuse a tag that is empty.
        assertThat(listeners(OTLP, "enableIstioTags: false", UNDER_OUR_AGENT))
                .doesNotContain("istio.mesh_id");
    }

    @Test
    void aTagThatSomebodyWroteStays() {
        String rule =
                "enableIstioTags: false, customTags: {istio.mesh_id: {literal: {value: mine}}}";
        assertThat(listeners(JAEGER, rule, OURS)).contains("\"value\": \"mine\"");
    }

    @Test
    void contextIsNotPropagatedWhereTheTelemetrySaysSo() {
        assertThat(tracings("disableContextPropagation: true")).isNotEmpty().noneMatch(PROPAGATES);
        assertThat(tracings("disableContextPropagation: false")).isNotEmpty().allMatch(PROPAGATES);
    }

    /// As our sidecar reads them.
    private static List<Tracing> tracings(String rule) {
        List<Tracing> tracings = new ArrayList<>();
        for (Resource resource : resources(JAEGER, rule, OURS)) {
            if (ResourceDecoder.listener(resource.body().getValue())
                    instanceof Decoded.Accepted<Listener>(Listener listener, var _, var _)) {
                listener.chains().stream()
                        .map(FilterChain::handler)
                        .filter(Handler.HttpHandler.class::isInstance)
                        .map(handler -> ((Handler.HttpHandler) handler).settings().tracing())
                        .filter(Objects::nonNull)
                        .forEach(tracings::add);
            }
        }
        return tracings;
    }

    private static String listeners(String provider, String rule, List<String> more) {
        return resources(provider, rule, more).stream()
                .map(resource -> EnvoyJson.of(resource.body()))
                .collect(Collectors.joining("\n"));
    }

    private static List<Resource> resources(String provider, String rule, List<String> more) {
        String mesh =
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: istio, namespace: istio-system}
                data:
                  mesh: |
                    extensionProviders:
                    - {name: daemon, %s}
                    defaultProviders: {tracing: [daemon]}
                ---
                apiVersion: telemetry.istio.io/v1
                kind: Telemetry
                metadata: {name: mesh, namespace: istio-system}
                spec: {tracing: [{%s}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: istiod, namespace: istio-system}
                spec:
                  clusterIP: 10.96.16.1
                  ports: [{name: https-dns, port: 15012}, {name: grpc-jaeger, port: 14250}]
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}, clusterIP: 10.96.16.2, ports: [{name: http, port: 80}]}
                """
                        .formatted(provider, rule);
        List<String> extensions = new ArrayList<>(BASE);
        extensions.addAll(more);
        ProxyView proxy =
                new ProxyView(
                        "default",
                        "default.svc.cluster.local",
                        new TreeMap<>(),
                        List.of(),
                        ProxyView.extensions(extensions),
                        false);
        MeshView view = MeshView.of(Meshes.of(mesh));
        return Translator.resources(proxy, ResourceType.LISTENER, List.of(), view);
    }
}
