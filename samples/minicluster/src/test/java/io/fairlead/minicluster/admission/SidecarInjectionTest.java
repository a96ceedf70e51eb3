package io.fairlead.minicluster.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.Objects;
import io.fairlead.minicluster.schema.Container;
import io.fairlead.minicluster.schema.Container.EnvVar;
import io.fairlead.minicluster.schema.KubeObject;
import io.fairlead.minicluster.schema.PodSpec;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SidecarInjectionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: a, labels: {sidecar.istio.io/inject: \"false\"}}",
                "{name: a, annotations: {sidecar.istio.io/inject: \"false\"}}",
                "{name: a, namespace: istio-system}",
            })
    void podsThatSayNoAndTheControlPlaneStayAsTheyAre(String metadata) {
        KubeObject.Pod pod = pod(metadata);
        assertThat(inject(pod)).isSameAs(pod.spec());
    }

    @Test
    void theLabelGoesOverTheAnnotation() {
        KubeObject.Pod pod =
                pod(
                        "{name: a, labels: {sidecar.istio.io/inject: \"true\"},"
                                + " annotations: {sidecar.istio.io/inject: \"false\"}}");
        assertThat(SidecarInjection.isMeshed(inject(pod))).isTrue();
    }

    @Test
    void anAnnotationChoosesTheImageOfTheProxy() {
        PodSpec ours = inject(pod("{name: a}"));
        PodSpec chosen =
                inject(
                        pod(
                                "{name: a, annotations: {sidecar.istio.io/proxyImage:"
                                        + " \"envoyproxy/envoy:v1.40.0\"}}"));
        assertThat(ours.containers().getFirst().image()).isEqualTo("fairlead/proxyv2");
        assertThat(chosen.containers().getFirst().image()).isEqualTo("envoyproxy/envoy:v1.40.0");
    }

    @Test
    void aProxyKnowsItsPodAsInIstio() {
        PodSpec spec = inject(pod("{name: a, labels: {app: shop, version: v1}}"));
        Container proxy = spec.containers().getFirst();
        assertThat(proxy.name()).isEqualTo("istio-proxy");
        assertThat(environment(proxy))
                .contains("POD_NAME<-metadata.name")
                .contains("INSTANCE_IP<-status.podIP")
                .contains("ISTIO_META_APP_CONTAINERS=app")
                .contains("ISTIO_META_INTERCEPTION_MODE=REDIRECT")
                .contains("ISTIO_META_WORKLOAD_NAME=shop")
                .contains(
                        "ISTIO_META_POD_PORTS=[{\"name\":\"http\",\"containerPort\":8080,\"protocol\":\"TCP\"}]")
                .contains("ISTIO_METAJSON_LABELS={\"app\":\"shop\",\"version\":\"v1\"}")
                .contains("\"discoveryAddress\":\"istiod.istio-system.svc:15012\"");
    }

    @Test
    void aPodWithAProxyIsLabelledForClients() {
        assertThat(labels(pod("{name: a, labels: {app: shop}}")))
                .containsEntry("security.istio.io/tlsMode", "istio")
                .containsEntry("app", "shop");
        assertThat(labels(pod("{name: a, labels: {security.istio.io/tlsMode: disabled}}")))
                .containsEntry("security.istio.io/tlsMode", "disabled");
        assertThat(labels(pod("{name: a, labels: {sidecar.istio.io/inject: \"false\"}}")))
                .doesNotContainKey("security.istio.io/tlsMode");
    }

    private static Map<String, String> labels(KubeObject.Pod pod) {
        return SidecarInjection.label(pod.meta(), pod.spec()).labels();
    }

    @Test
    void aPodHasOneProxyAtMost() {
        KubeObject.Pod pod = pod("{name: a}");
        PodSpec once = inject(pod);
        assertThat(SidecarInjection.inject(pod.meta(), once, "shop", "owner")).isSameAs(once);
    }

    @Test
    void aPodSetsItsOwnProxy() {
        String metadata =
                "{name: a, annotations: {proxy.istio.io/config:"
                        + " \"concurrency: 2\\nproxyMetadata: {SECRET_TTL: 60s}\"}}";
        assertThat(environment(inject(pod(metadata)).containers().getFirst()))
                .contains("\nSECRET_TTL=60s")
                .contains("\"concurrency\":2");
        assertThat(SidecarInjection.problem(pod(metadata).meta())).isEmpty();
    }

    @Test
    void anUnreadableSettingIsNamedAndLeftOut() {
        KubeObject.Pod pod = pod("{name: a, annotations: {proxy.istio.io/config: \"[a\"}}");
        assertThat(SidecarInjection.problem(pod.meta()))
                .hasValueSatisfying(problem ->
                        assertThat(problem)
                                .startsWith("annotation proxy.istio.io/config is ignored")
                                .contains("write fields of ProxyConfig"));
        assertThat(environment(inject(pod).containers().getFirst())).contains("\"concurrency\":1");
    }

    private static String environment(Container proxy) {
        return proxy.env().stream()
                .map(variable ->
                        switch (variable) {
                            case EnvVar.Literal(String name, String value) -> name + "=" + value;
                            case EnvVar.Field(String name, String path) -> name + "<-" + path;
                        })
                .collect(Collectors.joining("\n"));
    }

    private static PodSpec inject(KubeObject.Pod pod) {
        return SidecarInjection.inject(pod.meta(), pod.spec(), "shop", "owner");
    }

    private static KubeObject.Pod pod(String metadata) {
        return (KubeObject.Pod)
                Objects.object(
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata: %s
                        spec:
                          containers:
                            - name: app
                              image: a:1
                              ports: [{name: http, containerPort: 8080}]
                        """
                                .formatted(metadata));
    }
}
