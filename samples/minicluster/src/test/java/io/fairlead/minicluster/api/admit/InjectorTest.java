package io.fairlead.minicluster.api.admit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.inject.config.InjectorConfig;
import io.fairlead.inject.config.InjectorConfigReader;
import io.fairlead.inject.config.InjectorConfigReader.Sources;
import io.fairlead.inject.webhook.WebhookLimits;
import io.fairlead.inject.webhook.WebhookServer;
import io.fairlead.minicluster.api.TestServer;
import io.fairlead.minicluster.api.admit.RawClient.Reply;
import io.fairlead.minicluster.api.http.ClusterPki;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The daemon's own injector, called by the API server through a Service.
class InjectorTest {

    private static final String POD =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: staff, labels: {app: staff}}
            spec: {containers: [{name: app, image: 'staff:1', ports: [{containerPort: 8080, name: http}]}]}
            """;

    @TempDir private Path dir;

    @Test
    void aPodOfAnInjectedNamespaceGetsItsSidecar() throws Exception {
        ClusterPki pki = ClusterPki.open(dir.resolve("mesh"), Instant.now(), new SecureRandom());
        ObjectNode none = JsonNodeFactory.instance.objectNode();
        InjectorConfig config =
                InjectorConfigReader.read(new Sources(none, none, none, "0.1.0", false)).config();
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (TestServer server = server(dir.resolve("api"));
                RawClient api = new RawClient(server.kubeconfig());
                WebhookServer injector =
                        new WebhookServer(
                                free,
                                new WebhookServer.Wiring(
                                        HookServer.tls(
                                                pki,
                                                pki.server(
                                                        List.of("127.0.0.1"),
                                                        List.of("istiod.istio-system.svc"))),
                                        () -> config,
                                        _ -> List.of(),
                                        new SimpleMeterRegistry()),
                                WebhookLimits.DEFAULT)) {
            injector.start();
            created(
                    api,
                    "/api/v1/namespaces",
                    "{apiVersion: v1, kind: Namespace, metadata: {name: istio-system}}");
            register(api, where(api, injector.port()), pki);
            for (String namespace : List.of("fleet, labels: {istio-injection: enabled}", "plain")) {
                created(
                        api,
                        "/api/v1/namespaces",
                        "{apiVersion: v1, kind: Namespace, metadata: {name: " + namespace + "}}");
            }
            for (String namespace : List.of("fleet", "plain")) {
                created(
                        api,
                        "/api/v1/namespaces/" + namespace + "/serviceaccounts",
                        "{apiVersion: v1, kind: ServiceAccount, metadata: {name: default}}");
            }
            ObjectNode injected = created(api, "/api/v1/namespaces/fleet/pods", POD);
            assertThat(injected.at("/spec").findValuesAsText("name")).contains("istio-proxy");
            assertThat(injected.at("/metadata/annotations").has("sidecar.istio.io/status"))
                    .isTrue();
            ObjectNode plain = created(api, "/api/v1/namespaces/plain/pods", POD);
            assertThat(plain.at("/spec").findValuesAsText("name")).doesNotContain("istio-proxy");
        }
    }

    TestServer server(Path state) throws Exception {
        return TestServer.ours(state);
    }

    /// How the API server finds the injector: by a Service.
    String where(RawClient api, int port) throws Exception {
        created(
                api,
                "/api/v1/namespaces/istio-system/services",
                "{apiVersion: v1, kind: Service, metadata: {name: istiod}, spec: {ports: [{name:"
                        + " https-webhook, port: 443, targetPort: 15017}]}}");
        created(
                api,
                "/apis/discovery.k8s.io/v1/namespaces/istio-system/endpointslices",
                ("{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: istiod-1,"
                                + " labels: {kubernetes.io/service-name: istiod}}, addressType: IPv4,"
                                + " endpoints: [{addresses: [127.0.0.1], conditions: {ready: true}}],"
                                + " ports: [{name: https-webhook, port: %d}]}")
                        .formatted(port));
        return "service: {name: istiod, namespace: istio-system, path: /inject, port: 443}";
    }

    private static void register(RawClient api, String where, ClusterPki pki) throws Exception {
        created(
                api,
                "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
                """
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingWebhookConfiguration
                metadata: {name: istio-sidecar-injector}
                webhooks:
                - name: namespace.sidecar-injector.istio.io
                  clientConfig:
                    %s
                    caBundle: %s
                  sideEffects: None
                  rules: [{operations: [CREATE], apiGroups: [''], apiVersions: [v1], resources: [pods]}]
                  failurePolicy: Fail
                  admissionReviewVersions: [v1]
                  namespaceSelector: {matchLabels: {istio-injection: enabled}}
                """
                        .formatted(
                                where,
                                Base64.getEncoder()
                                        .encodeToString(
                                                pki.rootPem().getBytes(StandardCharsets.UTF_8))));
    }

    private static ObjectNode created(RawClient api, String path, String body) throws Exception {
        Reply reply = api.post(path, body);
        assertThat(reply.code()).as(reply.body().toString()).isEqualTo(201);
        return (ObjectNode) reply.body();
    }
}
