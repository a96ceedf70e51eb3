package io.fairlead.minicluster.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.api.Test;

class SidecarsTest {

    private static final Sidecars MESH = Sidecars.of(true);

    @Test
    void aDeploymentsPodsGetAProxyThatStartsBeforeTheApplication() {
        ObjectNode spec = pod(MESH.prepare(deployment("default", "{}")).object());
        assertThat(spec.at("/spec/initContainers/0/name").asText()).isEqualTo("istio-init");
        assertThat(spec.at("/spec/initContainers/1/name").asText()).isEqualTo("istio-proxy");
        assertThat(spec.at("/spec/initContainers/1/restartPolicy").asText()).isEqualTo("Always");
        assertThat(spec.at("/spec/containers").size()).isEqualTo(1);
        assertThat(spec.at("/metadata/labels/security.istio.io~1tlsMode").asText())
                .isEqualTo("istio");
    }

    @Test
    void whoSaysNoAndTheControlPlaneGetNone() {
        ObjectNode says = deployment("default", "{sidecar.istio.io/inject: \"false\"}");
        assertThat(MESH.prepare(says).object()).isEqualTo(says);
        ObjectNode system = deployment("istio-system", "{}");
        assertThat(MESH.prepare(system).object()).isEqualTo(system);
        ObjectNode plain = deployment("default", "{}");
        assertThat(Sidecars.NONE.prepare(plain).object()).isEqualTo(plain);
    }

    @Test
    void aProxyThatCannotBeIsRefused() {
        ObjectNode wrong = deployment("default", "{}");
        ((ObjectNode) wrong.at("/spec/template/metadata"))
                .putObject("annotations")
                .put("traffic.sidecar.istio.io/excludeInboundPorts", "many");
        assertThat(MESH.prepare(wrong).problems())
                .singleElement()
                .asString()
                .contains("traffic.sidecar.istio.io/excludeInboundPorts");
    }

    @Test
    void theProxysOwnTrafficIsExemptUnlessSabotaged() {
        String rules = "/metadata/annotations/proxy.fairlead.io~1iptables";
        assertThat(pod(MESH.prepare(deployment("default", "{}")).object()).at(rules).asText())
                .contains("--uid-owner 1337");
        assertThat(
                        pod(Sidecars.of(false).prepare(deployment("default", "{}")).object())
                                .at(rules)
                                .asText())
                .contains("-A OUTPUT")
                .doesNotContain("-owner");
    }

    private static ObjectNode pod(ObjectNode deployment) {
        return (ObjectNode) deployment.at("/spec/template");
    }

    private static ObjectNode deployment(String namespace, String labels) {
        String text =
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: %s}
                spec:
                  template:
                    metadata: {labels: %s}
                    spec:
                      containers: [{name: app, image: app:1}]
                """
                        .formatted(namespace, labels);
        try {
            return (ObjectNode) new YAMLMapper().readTree(text);
        } catch (JsonProcessingException broken) {
            throw new AssertionError(broken);
        }
    }
}
