package io.fairlead.minicluster.api.admit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairlead.minicluster.api.ApiCore;
import io.fairlead.minicluster.api.admit.RawClient.Reply;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The API server and real HTTPS webhooks on loopback.
class WebhooksTest {

    private static final String MUTATING =
            "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
    private static final String VALIDATING =
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String OF_MAPS =
            "[{operations: ['*'], apiGroups: [''], apiVersions: [v1], resources: [configmaps]}]";
    private static final String ADD_DATA =
            "[{\"op\":\"add\",\"path\":\"/data\",\"value\":{\"by\":\"hook\"}}]";

    @TempDir private static Path dir;
    private static @Nullable ApiCore core;
    private static @Nullable RawClient client;
    private static @Nullable HookServer server;

    @BeforeAll
    static void start() throws Exception {
        core =
                ApiCore.start(
                        dir.resolve("api"),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Map.of());
        client = new RawClient(core.kubeconfig());
        server = new HookServer(dir.resolve("hooks"), List.of("hook.default.svc", "localhost"));
        assertThat(
                        api().post(
                                        "/api/v1/namespaces/default/serviceaccounts",
                                        "{apiVersion: v1, kind: ServiceAccount, metadata: {name:"
                                                + " default}}")
                                .code())
                .isEqualTo(201);
        // The Service leads to the webhook's own port; nothing translates addresses here.
        assertThat(
                        api().post(
                                        "/api/v1/namespaces/default/services",
                                        "{apiVersion: v1, kind: Service, metadata: {name: hook},"
                                                + " spec: {ports: [{name: s, port: 443}]}}")
                                .code())
                .isEqualTo(201);
        assertThat(
                        api().post(
                                        "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
                                        """
                                        apiVersion: discovery.k8s.io/v1
                                        kind: EndpointSlice
                                        metadata: {name: hook-1, labels: {kubernetes.io/service-name: hook}}
                                        addressType: IPv4
                                        endpoints:
                                        - {addresses: [127.0.0.2], conditions: {ready: false}}
                                        - {addresses: [127.0.0.1], conditions: {ready: true}}
                                        ports: [{name: s, port: %d}]
                                        """
                                                .formatted(hooks().port()))
                                .code())
                .isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        hooks().close();
        api().close();
        requireNonNull(core).close();
    }

    @AfterEach
    void removeAll() throws Exception {
        assertThat(api().delete(MUTATING).code()).isEqualTo(200);
        assertThat(api().delete(VALIDATING).code()).isEqualTo(200);
        assertThat(api().delete(MAPS).code()).isEqualTo(200);
    }

    @Test
    void aWebhookThatIsGoneDoesNotKeepTheServerFromStarting() throws Exception {
        Path kept = dir.resolve("kept");
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (ApiCore first = ApiCore.start(kept, free, Map.of());
                RawClient own = new RawClient(first.kubeconfig())) {
            String everything =
                    "- {name: g.fairlead.io, sideEffects: None, admissionReviewVersions: [v1],"
                            + " clientConfig: {url: 'https://127.0.0.1:1/'}, rules: [{operations:"
                            + " ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*']}]}\n";
            assertThat(own.post(VALIDATING, configuration(VALIDATING, "g", everything)).code())
                    .isEqualTo(201);
        }
        try (ApiCore again = ApiCore.start(kept, free, Map.of());
                RawClient own = new RawClient(again.kubeconfig())) {
            assertThat(own.delete(VALIDATING + "/g").code()).isEqualTo(200);
        }
    }

    @Test
    void aServiceIsAskedByItsNameAsKubernetesDoes() throws Exception {
        hooks().on("/named/0", HookServer::allow);
        register(VALIDATING, "named", "rules: " + OF_MAPS);
        assertThat(createMap("named").code()).isEqualTo(201);
        assertThat(hooks().host("/named/0")).isEqualTo("hook.default.svc:443");
    }

    private static RawClient api() {
        return requireNonNull(client);
    }

    private static HookServer hooks() {
        return requireNonNull(server);
    }

    /// Registers webhooks; each is one line of a YAML map without name and client.
    private static void register(String collection, String name, String... webhooks)
            throws Exception {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < webhooks.length; i++) {
            all.append("- ").append(webhook(i, "/" + name + "/" + i, webhooks[i])).append('\n');
        }
        Reply reply = api().post(collection, configuration(collection, name, all.toString()));
        assertThat(reply.code()).as(reply.body().toString()).isEqualTo(201);
    }

    private static String configuration(String collection, String name, String webhooks) {
        return """
        apiVersion: admissionregistration.k8s.io/v1
        kind: %sWebhookConfiguration
        metadata: {name: %s}
        webhooks:
        %s\
        """
                .formatted(collection.equals(MUTATING) ? "Mutating" : "Validating", name, webhooks);
    }

    private static String webhook(int number, String path, String more) {
        return ("{name: w%d.fairlead.io, sideEffects: None, admissionReviewVersions: [v1],"
                        + " clientConfig: {service: {name: hook, namespace: default, path: %s},"
                        + " caBundle: %s}, %s}")
                .formatted(number, path, hooks().bundle(), more);
    }

    private static Reply createMap(String name) throws Exception {
        return createMap(MAPS, name, "");
    }

    private static Reply createMap(String path, String name, String labels) throws Exception {
        return api().post(
                        path,
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s, labels: {%s}}}"
                                .formatted(name, labels));
    }

    @Test
    void aPatchByServiceIsStored() throws Exception {
        hooks().on("/m/0", request -> HookServer.patch(request, ADD_DATA));
        register(MUTATING, "m", "rules: " + OF_MAPS);
        Reply created = createMap("patched");
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.body().at("/data/by").asText()).isEqualTo("hook");
        assertThat(api().get(MAPS + "/patched").body().at("/data/by").asText()).isEqualTo("hook");

        JsonNode asked = hooks().asked("/m/0").getFirst();
        assertThat(asked.path("operation").asText()).isEqualTo("CREATE");
        assertThat(asked.path("namespace").asText()).isEqualTo("default");
        assertThat(asked.path("name").asText()).isEqualTo("patched");
        assertThat(asked.at("/kind/kind").asText()).isEqualTo("ConfigMap");
        assertThat(asked.at("/resource/resource").asText()).isEqualTo("configmaps");
        assertThat(asked.at("/requestKind/version").asText()).isEqualTo("v1");
        assertThat(asked.at("/userInfo/username").asText()).isEqualTo("kubernetes-admin");
        assertThat(asked.at("/userInfo/groups").toString()).contains("system:masters");
        assertThat(asked.path("dryRun").asBoolean()).isFalse();
        assertThat(asked.path("oldObject").isNull()).isTrue();
        assertThat(asked.at("/options/kind").asText()).isEqualTo("CreateOptions");
    }

    @Test
    void defaultsAreSetAgainAndNothingIllegalIsStored() throws Exception {
        String pods =
                "rules: [{operations: [CREATE], apiGroups: [''], apiVersions: [v1], resources:"
                        + " [pods]}]";
        hooks().on(
                        "/m/0",
                        request ->
                                HookServer.patch(
                                        request,
                                        "[{\"op\":\"add\",\"path\":\"/spec/containers/-\",\"value\":"
                                                + "{\"name\":\"two\",\"image\":\"b:1\",\"dud\":1}}]"));
        register(MUTATING, "m", pods);
        String pod =
                "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: one,"
                        + " image: a}]}}";
        Reply created = api().post("/api/v1/namespaces/default/pods", pod);
        assertThat(created.code()).as(created.body().toString()).isEqualTo(201);
        assertThat(created.body().at("/spec/containers/1/imagePullPolicy").asText())
                .isEqualTo("IfNotPresent");
        assertThat(created.body().at("/spec/containers/1").has("dud")).isFalse();
        assertThat(hooks().asked("/m/0").getFirst().at("/object/spec/restartPolicy").asText())
                .isEqualTo("Always");
        assertThat(api().delete("/api/v1/namespaces/default/pods/p").code()).isEqualTo(200);

        hooks().on(
                        "/m/0",
                        request ->
                                HookServer.patch(
                                        request,
                                        "[{\"op\":\"remove\",\"path\":\"/spec/containers\"}]"));
        Reply refused = api().post("/api/v1/namespaces/default/pods", pod);
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains("spec.containers: Required value");

        hooks().on(
                        "/m/0",
                        request ->
                                HookServer.patch(
                                        request, "[{\"op\":\"remove\",\"path\":\"/none\"}]"));
        Reply broken = api().post("/api/v1/namespaces/default/pods", pod);
        assertThat(broken.code()).isEqualTo(500);
        assertThat(broken.message()).contains("the patch of admission webhook \"w0.fairlead.io\"");
    }

    @Test
    void updateScaleAndDeleteAreAsked() throws Exception {
        hooks().on("/v/0", HookServer::allow);
        register(VALIDATING, "v", "rules: " + OF_MAPS);
        assertThat(createMap("one").code()).isEqualTo(201);
        assertThat(api().merge(MAPS + "/one", "{\"data\":{\"a\":\"b\"}}").code()).isEqualTo(200);
        assertThat(api().delete(MAPS + "/one").code()).isEqualTo(200);
        List<JsonNode> asked = hooks().asked("/v/0");
        assertThat(asked.stream().map(one -> one.path("operation").asText()))
                .containsExactly("CREATE", "UPDATE", "DELETE");
        assertThat(asked.get(1).at("/object/data/a").asText()).isEqualTo("b");
        assertThat(asked.get(1).path("oldObject").has("data")).isFalse();
        assertThat(asked.get(2).path("object").isNull()).isTrue();
        assertThat(asked.get(2).at("/oldObject/data/a").asText()).isEqualTo("b");
        // What a validating webhook sees is what is stored.
        assertThat(asked.getFirst().at("/object/metadata/uid").asText()).isNotEmpty();

        hooks().on("/s/0", request -> deny(request, 403, "too many"));
        register(
                VALIDATING,
                "s",
                "rules: [{operations: [UPDATE], apiGroups: [apps], apiVersions: ['*'], resources:"
                        + " ['*/scale']}]");
        String deployments = "/apis/apps/v1/namespaces/default/deployments";
        Reply made =
                api().post(
                                deployments,
                                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec:"
                                        + " {selector: {matchLabels: {a: b}}, template: {metadata:"
                                        + " {labels: {a: b}}, spec: {containers: [{name: c, image:"
                                        + " i}]}}}}");
        assertThat(made.code()).as(made.body().toString()).isEqualTo(201);
        assertThat(api().merge(deployments + "/d", "{\"spec\":{\"replicas\":2}}").code())
                .isEqualTo(200);
        Reply scaled = api().merge(deployments + "/d/scale", "{\"spec\":{\"replicas\":9}}");
        assertThat(scaled.code()).isEqualTo(403);
        JsonNode scale = hooks().asked("/s/0").getFirst();
        assertThat(scale.path("subResource").asText()).isEqualTo("scale");
        assertThat(scale.at("/kind/kind").asText()).isEqualTo("Scale");
        assertThat(scale.at("/object/spec/replicas").asInt()).isEqualTo(9);
        assertThat(scale.at("/oldObject/spec/replicas").asInt()).isEqualTo(2);
        assertThat(api().delete(deployments + "/d").code()).isEqualTo(200);
    }

    @Test
    void aStreamIsAskedAboutOnceBeforeItBeginsAndMayBeChanged() throws Exception {
        String pods = "/api/v1/namespaces/default/pods";
        String node =
                "{apiVersion: v1, kind: Node, metadata: {name: n9}, status: {addresses: [{type:"
                        + " InternalIP, address: 127.0.0.1}], daemonEndpoints: {kubeletEndpoint:"
                        + " {Port: 1}}}}";
        assertThat(api().post("/api/v1/nodes", node).code()).isEqualTo(201);
        String pod =
                "{apiVersion: v1, kind: Pod, metadata: {name: s}, spec: {nodeName: n9, containers:"
                        + " [{name: one, image: a}, {name: two, image: a}]}}";
        assertThat(api().post(pods, pod).code()).isEqualTo(201);
        hooks().on("/c/0", request -> deny(request, 403, "no streams"));
        register(
                VALIDATING,
                "c",
                "rules: [{operations: [CONNECT], apiGroups: [''], apiVersions: [v1], resources:"
                        + " [pods/exec, pods/portforward]}]");

        String exec = pods + "/s/exec?command=ls&command=-l&stdin=1&tty=true&container=two";
        Reply refused = api().upgrade(exec);
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message())
                .isEqualTo("admission webhook \"w0.fairlead.io\" denied the request: no streams");
        assertThat(api().upgrade(pods + "/s/portforward").code()).isEqualTo(403);
        assertThat(hooks().asked("/c/0")).hasSize(2);
        JsonNode asked = hooks().asked("/c/0").getFirst();
        assertThat(asked.path("operation").asText()).isEqualTo("CONNECT");
        assertThat(asked.path("name").asText()).isEqualTo("s");
        assertThat(asked.path("subResource").asText()).isEqualTo("exec");
        assertThat(asked.at("/kind/kind").asText()).isEqualTo("PodExecOptions");
        assertThat(asked.path("options").isNull()).isTrue();
        assertThat(asked.path("object"))
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        """
                                        {"kind": "PodExecOptions", "apiVersion": "v1", "stdin": true, "tty": true,
                                         "container": "two", "command": ["ls", "-l"]}\
                                        """));
        assertThat(hooks().asked("/c/0").get(1).at("/object/kind").asText())
                .isEqualTo("PodPortForwardOptions");

        // Who lets it pass may send it to another container: here one that isn't there.
        hooks().on("/c/0", HookServer::allow);
        assertThat(api().upgrade(exec).message()).contains("error dialing backend: ");
        hooks().on(
                        "/m/0",
                        request ->
                                HookServer.patch(
                                        request,
                                        "[{\"op\":\"replace\",\"path\":\"/container\",\"value\":\"three\"}]"));
        register(
                MUTATING,
                "m",
                "rules: [{operations: [CONNECT], apiGroups: [''], apiVersions: [v1], resources:"
                        + " ['pods/*']}]");
        assertThat(api().upgrade(exec).message())
                .isEqualTo("container three is not valid for pod s");
        assertThat(hooks().asked("/c/0").getLast().at("/object/container").asText())
                .isEqualTo("three");
    }

    private static String deny(JsonNode request, int code, String message) {
        return HookServer.review(
                request,
                response -> {
                    response.put("allowed", false)
                            .putObject("status")
                            .put("code", code)
                            .put("message", message);
                    return response;
                });
    }

    @Test
    void aRefusalSaysWhoAndWhyAndWarningsArrive() throws Exception {
        hooks().on("/v/0", request -> deny(request, 418, "not today"));
        register(VALIDATING, "v", "rules: " + OF_MAPS);
        Reply refused = createMap("denied");
        assertThat(refused.code()).isEqualTo(418);
        assertThat(refused.message())
                .isEqualTo("admission webhook \"w0.fairlead.io\" denied the request: not today");
        assertThat(api().get(MAPS + "/denied").code()).isEqualTo(404);
        hooks().on(
                        "/v/0",
                        request ->
                                HookServer.review(
                                        request, response -> response.put("allowed", false)));
        refused = createMap("denied");
        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.message()).endsWith("denied the request without explanation");
        hooks().on(
                        "/v/0",
                        request ->
                                HookServer.review(
                                        request,
                                        response -> {
                                            response.put("allowed", true)
                                                    .putArray("warnings")
                                                    .add("mind the gap")
                                                    .add("x".repeat(400));
                                            return response;
                                        }));
        Reply allowed = createMap("warned");
        assertThat(allowed.code()).isEqualTo(201);
        assertThat(allowed.warnings())
                .anyMatch(one -> one.contains("mind the gap"))
                .anyMatch(one -> one.contains("x".repeat(256)) && !one.contains("x".repeat(257)));
    }

    @Test
    void aWarningComesOnceThoughWhatAWebhookChangedIsReadAgain() throws Exception {
        String crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        hooks().on(
                        "/m/0",
                        request ->
                                HookServer.patch(
                                        request,
                                        "[{\"op\":\"add\",\"path\":\"/metadata/labels\",\"value\":{}}]"));
        register(
                MUTATING,
                "m",
                "rules: [{operations: [CREATE], apiGroups: [apiextensions.k8s.io], apiVersions:"
                        + " [v1], resources: [customresourcedefinitions]}]");
        Reply created =
                api().post(
                                crds,
                                """
                                apiVersion: apiextensions.k8s.io/v1
                                kind: CustomResourceDefinition
                                metadata: {name: gauges.test.fairlead.io}
                                spec:
                                  group: test.fairlead.io
                                  scope: Namespaced
                                  names: {plural: gauges, kind: Gauge}
                                  versions:
                                  - name: v1
                                    served: true
                                    storage: true
                                    schema:
                                      openAPIV3Schema:
                                        type: object
                                        x-kubernetes-validations: [{rule: "semver(self).isGreaterThan(self)"}]
                                """);
        assertThat(created.code()).as(created.body().toString()).isEqualTo(201);
        assertThat(created.warnings()).singleElement().asString().contains("isn't held here");
        assertThat(api().delete(crds + "/gauges.test.fairlead.io").code()).isEqualTo(200);
    }

    @Test
    void selectorsAndScopeChoose() throws Exception {
        hooks().on("/v/0", request -> deny(request, 403, "by namespace"));
        hooks().on("/v/1", request -> deny(request, 403, "by label"));
        hooks().on("/v/2", request -> deny(request, 403, "by scope"));
        register(
                VALIDATING,
                "v",
                "namespaceSelector: {matchLabels: {hooked: 'yes'}}, rules: " + OF_MAPS,
                "objectSelector: {matchExpressions: [{key: tier, operator: In, values: [web]}]},"
                        + " rules: "
                        + OF_MAPS,
                "rules: [{operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources:"
                        + " ['*'], scope: Cluster}], namespaceSelector: {matchLabels: {no: way}}");
        String namespace = "{apiVersion: v1, kind: Namespace, metadata: {name: %s, labels: {%s}}}";
        assertThat(createMap("plain").code()).isEqualTo(201);
        assertThat(createMap(MAPS, "web", "tier: web").message()).endsWith("by label");
        assertThat(createMap(MAPS, "back", "tier: back").code()).isEqualTo(201);
        // The old labels count as well as the new ones.
        assertThat(
                        api().merge(
                                        MAPS + "/back",
                                        "{\"metadata\":{\"labels\":{\"tier\":\"web\"}}}")
                                .code())
                .isEqualTo(403);
        assertThat(
                        api().post("/api/v1/namespaces", namespace.formatted("away", "no: way"))
                                .message())
                .endsWith("by scope");
        Reply hooked = api().post("/api/v1/namespaces", namespace.formatted("in", "hooked: 'yes'"));
        assertThat(hooked.code()).isEqualTo(201);
        assertThat(createMap("/api/v1/namespaces/in/configmaps", "m", "").message())
                .endsWith("by namespace");
    }

    @Test
    void conditionsChoose() throws Exception {
        hooks().on("/v/0", request -> deny(request, 403, "by condition"));
        hooks().on("/v/1", request -> deny(request, 403, "never asked"));
        register(
                VALIDATING,
                "v",
                "matchConditions: [{name: web, expression: 'object.metadata.name.startsWith(\"web\")'},"
                        + " {name: people, expression: 'request.userInfo.username != \"system:node\"'}], rules: "
                        + OF_MAPS,
                "failurePolicy: Ignore, matchConditions: [{name: wrong, expression: object.nothing.here == 1}],"
                        + " rules: "
                        + OF_MAPS);
        assertThat(createMap("plain").code()).isEqualTo(201);
        assertThat(createMap("web-1").message()).endsWith("by condition");
        register(
                VALIDATING,
                "w",
                "matchConditions: [{name: wrong, expression: object.nothing.here == 1}], rules: "
                        + OF_MAPS);
        assertThat(createMap("other").message())
                .contains("match condition \"wrong\" of webhook \"w0.fairlead.io\"");
    }

    @Test
    void whoeverCantBeAskedFailsOrIsIgnored() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        hooks().on(
                        "/slow/0",
                        request -> {
                            try {
                                end.await();
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                            return HookServer.allow(request);
                        });
        register(VALIDATING, "slow", "timeoutSeconds: 1, rules: " + OF_MAPS);
        Reply slow = createMap("slow");
        end.countDown();
        assertThat(slow.code()).isEqualTo(500);
        assertThat(slow.message())
                .startsWith(
                        "Internal error occurred: failed calling webhook \"w0.fairlead.io\":"
                                + " failed to call webhook: Post"
                                + " \"https://hook.default.svc:443/slow/0?timeout=1s\": ");
        assertThat(api().delete(VALIDATING).code()).isEqualTo(200);

        register(VALIDATING, "gone", "failurePolicy: Ignore, rules: " + OF_MAPS);
        assertThat(createMap("ignored").code()).isEqualTo(201);
        assertThat(api().delete(VALIDATING).code()).isEqualTo(200);

        String elsewhere =
                webhook(0, "/v/0", "rules: " + OF_MAPS).replace("name: hook,", "name: %s,");
        hooks().on("/v/0", HookServer::allow);
        assertFails(elsewhere.formatted("nobody"), "service \"nobody\" not found");
        assertFails(
                elsewhere.formatted("hook").replace("path: /v/0", "path: /v/0, port: 9"),
                "no service port 9 found for service \"hook\"");
        try (HookServer stranger =
                new HookServer(dir.resolve("else"), List.of("hook.default.svc"))) {
            assertFails(
                    elsewhere.formatted("hook").replace(hooks().bundle(), stranger.bundle()),
                    "Signature does not match");
        }
        for (String answer :
                List.of(
                        "{}",
                        "no JSON",
                        "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\","
                                + "\"response\":{\"uid\":\"1\",\"allowed\":true}}",
                        "x".repeat((3 << 20) + 1))) {
            hooks().on("/v/0", _ -> answer);
            assertFails(elsewhere.formatted("hook"), "");
        }
        hooks().on("/v/0", request -> HookServer.patch(request, ADD_DATA));
        assertFails(elsewhere.formatted("hook"), "may not have a patch");
        hooks().on(
                        "/v/0",
                        request ->
                                HookServer.review(
                                        request,
                                        response -> {
                                            response.put("allowed", true)
                                                    .putObject("auditAnnotations")
                                                    .put("times", 1);
                                            return response;
                                        }));
        assertFails(elsewhere.formatted("hook"), "auditAnnotations");
    }

    @Test
    void whereAKeptConnectionEndsUnansweredItIsAskedOnceMore() throws Exception {
        AtomicInteger ends = new AtomicInteger();
        hooks().on(
                        "/kept/0",
                        request -> {
                            if (ends.getAndDecrement() > 0) {
                                throw new IllegalStateException("the connection ends");
                            }
                            return HookServer.allow(request);
                        });
        register(VALIDATING, "kept", "rules: " + OF_MAPS);
        assertThat(createMap("kept").code()).isEqualTo(201);
        ends.set(1);
        assertThat(createMap("once").code()).isEqualTo(201);
        assertThat(hooks().asked("/kept/0")).hasSize(3);
        ends.set(2);
        assertThat(createMap("twice").code()).isEqualTo(500);
        assertThat(hooks().asked("/kept/0")).hasSize(5);
        // An answer that began is no such end.
        hooks().on("/kept/0", _ -> "x".repeat((3 << 20) + 1));
        assertThat(createMap("long").code()).isEqualTo(500);
        assertThat(hooks().asked("/kept/0")).hasSize(1);
    }

    private static void assertFails(String webhook, String why) throws Exception {
        Reply made = api().post(VALIDATING, configuration(VALIDATING, "f", "- " + webhook + "\n"));
        assertThat(made.code()).as(made.body().toString()).isEqualTo(201);
        Reply failed = createMap("failed");
        assertThat(failed.code()).isEqualTo(500);
        assertThat(failed.message()).contains("failed calling webhook").contains(why);
        assertThat(api().delete(VALIDATING).code()).isEqualTo(200);
    }

    @Test
    void aUrlIsAskedUnderItsOwnName() throws Exception {
        hooks().on("/u", request -> deny(request, 403, "by url"));
        String url =
                "- {name: u.fairlead.io, sideEffects: None, admissionReviewVersions: [v1],"
                        + " clientConfig: {url: 'https://%s:%d/u', caBundle: %s}, rules: %s}\n";
        assertThat(
                        api().post(
                                        VALIDATING,
                                        configuration(
                                                VALIDATING,
                                                "u",
                                                url.formatted(
                                                        "localhost",
                                                        hooks().port(),
                                                        hooks().bundle(),
                                                        OF_MAPS)))
                                .code())
                .isEqualTo(201);
        assertThat(createMap("u").message()).endsWith("by url");
        assertFails(
                url.formatted("127.0.0.1", hooks().port(), hooks().bundle(), OF_MAPS)
                        .substring(2)
                        .strip(),
                "");
    }

    @Test
    void theyAreAskedInTheOrderOfTheirNamesAndAgainIfNeeded() throws Exception {
        for (String path : List.of("/b/0", "/a/0")) {
            hooks().on(
                            path,
                            request ->
                                    HookServer.patch(
                                            request,
                                            "[{\"op\":\"add\",\"path\":\"/data\",\"value\":{\"seen\":\"%s%s\"}}]"
                                                    .formatted(
                                                            request.at("/object/data/seen")
                                                                    .asText(),
                                                            path.charAt(1))));
        }
        register(MUTATING, "b", "rules: " + OF_MAPS);
        register(MUTATING, "a", "reinvocationPolicy: IfNeeded, rules: " + OF_MAPS);
        assertThat(createMap("order").body().at("/data/seen").asText()).isEqualTo("aba");
    }

    @Test
    void aDryRunIsAskedAsOneAndStoresNothing() throws Exception {
        hooks().on("/m/0", request -> HookServer.patch(request, ADD_DATA));
        register(MUTATING, "m", "rules: " + OF_MAPS);
        Reply dry = createMap(MAPS + "?dryRun=All", "dry", "");
        assertThat(dry.code()).isEqualTo(201);
        assertThat(dry.body().at("/data/by").asText()).isEqualTo("hook");
        assertThat(hooks().asked("/m/0").getFirst().path("dryRun").asBoolean()).isTrue();
        assertThat(api().get(MAPS + "/dry").code()).isEqualTo(404);
    }

    @Test
    void anotherVersionIsShownAsTheRuleSaysIt() throws Exception {
        String crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        String version =
                "{name: %s, served: true, storage: %s, schema: {openAPIV3Schema: {type: object,"
                        + " x-kubernetes-preserve-unknown-fields: true}}}";
        assertThat(
                        api().post(
                                        crds,
                                        "{apiVersion: apiextensions.k8s.io/v1, kind:"
                                                + " CustomResourceDefinition, metadata: {name:"
                                                + " boats.test.io}, spec: {group: test.io, scope:"
                                                + " Namespaced, names: {plural: boats, kind: Boat},"
                                                + " versions: ["
                                                + version.formatted("v1", "true")
                                                + ", "
                                                + version.formatted("v2", "false")
                                                + "]}}")
                                .code())
                .isEqualTo(201);
        String rules =
                "rules: [{operations: [CREATE], apiGroups: [test.io], apiVersions: [v1], resources:"
                        + " [boats]}]";
        hooks().on(
                        "/m/0",
                        request ->
                                HookServer.patch(
                                        request,
                                        "[{\"op\":\"add\",\"path\":\"/spec\",\"value\":{\"a\":1}}]"));
        hooks().on("/m/1", HookServer::allow);
        register(MUTATING, "m", rules, "matchPolicy: Exact, " + rules);
        Reply made =
                api().post(
                                "/apis/test.io/v2/namespaces/default/boats",
                                "{apiVersion: test.io/v2, kind: Boat, metadata: {name: b}}");
        assertThat(made.code()).as(made.body().toString()).isEqualTo(201);
        assertThat(made.body().path("apiVersion").asText()).isEqualTo("test.io/v2");
        assertThat(made.body().at("/spec/a").asInt()).isEqualTo(1);
        JsonNode asked = hooks().asked("/m/0").getFirst();
        assertThat(asked.at("/kind/version").asText()).isEqualTo("v1");
        assertThat(asked.at("/object/apiVersion").asText()).isEqualTo("test.io/v1");
        assertThat(asked.at("/requestKind/version").asText()).isEqualTo("v2");
        assertThat(hooks().asked("/m/1")).isEmpty();
        assertThat(api().delete(crds + "/boats.test.io").code()).isEqualTo(200);
    }

    @Test
    void aWebhookMayAskBackAndNeverLocksItselfOut() throws Exception {
        hooks().on(
                        "/v/0",
                        request -> {
                            try {
                                return api().get(MAPS).code() == 200
                                        ? deny(request, 403, "asked back")
                                        : HookServer.allow(request);
                            } catch (Exception failed) {
                                return failed.toString();
                            }
                        });
        String everything =
                "rules: [{operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources:"
                        + " ['*/*']}]";
        register(VALIDATING, "v", everything);
        assertThat(createMap("back").message()).endsWith("asked back");
        assertThat(api().delete(VALIDATING + "/v").code()).isEqualTo(200);
        assertThat(createMap("back").code()).isEqualTo(201);
    }
}
