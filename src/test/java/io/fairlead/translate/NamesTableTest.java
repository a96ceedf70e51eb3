package io.fairlead.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Meshes;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyView;
import io.fairlead.translate.input.ResourceType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which object of Kubernetes and Istio becomes which part of Envoy, by name.
class NamesTableTest {
    private static final String MESH =
            """
            {apiVersion: v1, kind: Service, metadata: {name: x},
             spec: {selector: {app: x}, clusterIP: 10.96.1.1, ports: [{name: http, port: 8080}, {name: tcp, port: 9000}]}}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: web},
             spec: {selector: {app: web}, clusterIP: 10.96.1.2, ports: [{name: http, port: 80}, {name: any, port: 81}]}}
            ---
            {apiVersion: v1, kind: Pod, metadata: {name: x-1, labels: {app: x}}, spec: {containers: []},
             status: {podIP: 10.244.0.1, conditions: [{type: Ready, status: "True"}]}}
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: web}
            spec: {host: web, subsets: [{name: original, labels: {version: original}}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: web}
            spec: {hosts: [web], http: [{route: [{destination: {host: web, subset: original}}]}]}
            """;

    private final MeshView mesh = MeshView.of(Meshes.of(MESH));
    private final ProxyView proxy = ProxyView.sidecar("default", Map.of("app", "x"));

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "Service,CLUSTER,outbound|8080||x.default.svc.cluster.local",
                "Service port,CLUSTER,outbound|9000||x.default.svc.cluster.local",
                "DestinationRule subset,CLUSTER,outbound|80|original|web.default.svc.cluster.local",
                "own port,CLUSTER,inbound|8080||",
                "Endpoints,ENDPOINT,outbound|8080||x.default.svc.cluster.local",
                "subset's Endpoints,ENDPOINT,outbound|80|original|web.default.svc.cluster.local",
                "port that speaks HTTP,LISTENER,0.0.0.0_8080",
                "opaque port,LISTENER,10.96.1.1_9000",
                "undeclared port,LISTENER,10.96.1.2_81",
                "captured outbound,LISTENER,virtualOutbound",
                "captured inbound,LISTENER,virtualInbound",
                "VirtualService,ROUTE,80",
                "VirtualService,ROUTE,8080",
                "sniffed port,ROUTE,web.default.svc.cluster.local:81"
            })
    void eachObjectBecomesAResourceOfIstiosName(String from, ResourceType type, String name) {
        assertThat(Translator.resources(proxy, type, List.of(), mesh))
                .as(from)
                .extracting(Resource::name)
                .contains(name);
    }

    @ParameterizedTest
    @CsvSource({"ROUTE,12345", "ENDPOINT,outbound|1||nobody"})
    void aNameThatCannotBeBuiltIsAnsweredEmpty(ResourceType type, String name) {
        List<Resource> answer = Translator.resources(proxy, type, List.of(name), mesh);

        assertThat(answer).singleElement().extracting(Resource::name).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"CLUSTER", "LISTENER", "ENDPOINT", "ROUTE"})
    void versionsAreHashesOfTheContent(ResourceType type) {
        List<Resource> here = Translator.resources(proxy, type, List.of(), mesh);
        List<Resource> onAnotherReplica =
                Translator.resources(proxy, type, List.of(), MeshView.of(Meshes.of(MESH)));

        assertThat(here).isEqualTo(onAnotherReplica);
        assertThat(here).extracting(Resource::version).doesNotHaveDuplicates();
    }
}
