package io.fairlead.inject.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.inject.config.InjectorConfig;
import io.fairlead.inject.config.InjectorConfig.Mesh;
import io.fairlead.inject.config.InjectorConfig.Probing;
import io.fairlead.inject.decide.PodFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The container of the proxy.
final class ProxyContainer {
    private static final int READINESS_PORT = 15_021;
    private static final int METRICS_PORT = 15_090;
    private static final int PROXY_ID = 1337;
    private static final int TIMEOUT_SECONDS = 3;
    private static final int THRESHOLD_MAX = 100_000;

    private final PodRequest request;
    private final PodSettings settings;
    private final InjectorConfig config;
    private final Asked asked;

    ProxyContainer(PodRequest request, PodSettings settings, InjectorConfig config, Asked asked) {
        this.request = request;
        this.settings = settings;
        this.config = config;
        this.asked = asked;
    }

    ObjectNode build() {
        ObjectNode container =
                Json.object("name", PodFacts.PROXY, "image", settings.image(), "args", arguments());
        if (!config.images().pullPolicy().isEmpty()) {
            container.put("imagePullPolicy", config.images().pullPolicy());
        }
        if (settings.nativeSidecar()) {
            container.put("restartPolicy", "Always");
        }
        container.set(
                "ports",
                Json.array(
                        List.of(
                                Json.object(
                                        "containerPort",
                                        METRICS_PORT,
                                        "name",
                                        "http-envoy-prom",
                                        "protocol",
                                        "TCP"))));
        lifecycle(container);
        container.set("env", environment());
        if (settings.statusPort() != 0) {
            probes(container);
        }
        container.set("resources", settings.resources());
        container.set("securityContext", securityContext());
        container.set("volumeMounts", PodVolumes.mounts(config.mesh().certProvider(), asked));
        return container;
    }

    private List<String> arguments() {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "proxy",
                                settings.gateway() ? "router" : "sidecar",
                                "--domain",
                                "$(POD_NAMESPACE).svc." + config.mesh().clusterDomain(),
                                "--proxyLogLevel="
                                        + asked.text(
                                                "sidecar.istio.io/logLevel",
                                                config.sidecar().logLevel()),
                                "--proxyComponentLogLevel=" + config.sidecar().componentLogLevel(),
                                "--log_output_level="
                                        + asked.text(
                                                "sidecar.istio.io/agentLogLevel",
                                                config.sidecar().agentLogLevel())));
        if (config.sidecar().logAsJson()) {
            arguments.add("--log_as_json");
        }
        return arguments;
    }

    private void lifecycle(ObjectNode container) {
        if (!config.sidecar().lifecycle().isEmpty()) {
            container.set("lifecycle", config.sidecar().lifecycle().deepCopy());
        } else if (settings.hold()) {
            ObjectNode command = Json.object("command", List.of("pilot-agent", "wait"));
            container.set("lifecycle", Json.object("postStart", Json.object("exec", command)));
        }
    }

    private ArrayNode environment() {
        Mesh mesh = config.mesh();
        ObjectNode fields = Json.object();
        value(fields, "PILOT_CERT_PROVIDER", mesh.certProvider());
        value(fields, "CA_ADDR", mesh.caAddress().isEmpty() ? discovery() : mesh.caAddress());
        field(fields, "POD_NAME", "metadata.name");
        field(fields, "POD_NAMESPACE", "metadata.namespace");
        field(fields, "INSTANCE_IP", "status.podIP");
        field(fields, "SERVICE_ACCOUNT", "spec.serviceAccountName");
        field(fields, "HOST_IP", "status.hostIP");
        fields.set(
                "ISTIO_CPU_LIMIT",
                Json.object(
                        "resourceFieldRef", Json.object("resource", "limits.cpu", "divisor", "1")));
        value(fields, "PROXY_CONFIG", proxyConfig());
        value(fields, "ISTIO_META_POD_PORTS", ports());
        value(fields, "ISTIO_META_APP_CONTAINERS", String.join(",", applications()));
        value(fields, "ISTIO_META_CLUSTER_ID", mesh.clusterName());
        field(fields, "ISTIO_META_NODE_NAME", "spec.nodeName");
        value(fields, "ISTIO_META_INTERCEPTION_MODE", settings.mode());
        value(fields, "ISTIO_META_NETWORK", mesh.network());
        owner(fields);
        value(
                fields,
                "ISTIO_META_MESH_ID",
                mesh.meshId().isEmpty() ? mesh.trustDomain() : mesh.meshId());
        value(fields, "TRUST_DOMAIN", mesh.trustDomain());
        Map<String, String> more = new TreeMap<>(settings.metadata());
        more.putAll(request.environment());
        more.forEach((name, text) -> fields.set(name, Json.object("value", text)));
        ArrayNode environment = Json.array(List.of());
        fields.properties()
                .forEach(e -> {
                    ObjectNode variable = Json.object("name", e.getKey());
                    String key = e.getValue().has("value") ? "value" : "valueFrom";
                    variable.set(
                            key, key.equals("value") ? e.getValue().get("value") : e.getValue());
                    environment.add(variable);
                });
        return environment;
    }

    private void owner(ObjectNode fields) {
        Owner owner = request.owner();
        value(
                fields,
                "ISTIO_META_WORKLOAD_NAME",
                request.pod()
                        .at("/metadata/labels/service.istio.io~1workload-name")
                        .asText(owner.name()));
        if (!owner.name().isEmpty() && !owner.apiVersion().isEmpty()) {
            value(
                    fields,
                    "ISTIO_META_OWNER",
                    "kubernetes://apis/%s/namespaces/%s/%ss/%s"
                            .formatted(
                                    owner.apiVersion(),
                                    request.namespace(),
                                    owner.kind().toLowerCase(Locale.ROOT),
                                    owner.name()));
        }
    }

    /// A variable without a value is left out.
    private static void value(ObjectNode fields, String name, String value) {
        if (!value.isEmpty()) {
            fields.set(name, Json.object("value", value));
        }
    }

    private static void field(ObjectNode fields, String name, String path) {
        fields.set(name, Json.object("fieldRef", Json.object("fieldPath", path)));
    }

    /// Where the proxies of this revision find their daemon.
    private String discovery() {
        boolean named = !config.revision().equals(InjectorConfig.DEFAULT_REVISION);
        return "istiod%s.%s.svc:15012"
                .formatted(named ? "-" + config.revision() : "", config.mesh().namespace());
    }

    private String proxyConfig() {
        ObjectNode json = settings.proxyConfig().deepCopy();
        if (!json.has("discoveryAddress") && !discovery().equals("istiod.istio-system.svc:15012")) {
            json.put("discoveryAddress", discovery());
        }
        if (settings.statusPort() != 0 && settings.statusPort() != 15_020) {
            json.put("statusPort", settings.statusPort());
        }
        return json.toString();
    }

    private List<String> applications() {
        return request.pod()
                .path("spec")
                .path("containers")
                .valueStream()
                .map(Json::name)
                .filter(name -> !name.equals(PodFacts.PROXY))
                .toList();
    }

    private String ports() {
        ArrayNode ports = Json.array(List.of());
        for (JsonNode container : request.pod().path("spec").path("containers")) {
            if (!Json.name(container).equals(PodFacts.PROXY)) {
                container.path("ports").forEach(port -> ports.add(port.deepCopy()));
            }
        }
        return ports.toString();
    }

    private void probes(ObjectNode container) {
        Probing probing = config.probing();
        if (probing.startup()) {
            container.set("startupProbe", probe(0, 1, probing.startupFailureThreshold()));
        }
        String prefix = "readiness.status.sidecar.istio.io/";
        container.set(
                "readinessProbe",
                probe(
                        asked.number(
                                prefix + "initialDelaySeconds",
                                probing.initialDelaySeconds(),
                                THRESHOLD_MAX),
                        asked.number(
                                prefix + "periodSeconds", probing.periodSeconds(), THRESHOLD_MAX),
                        asked.number(
                                prefix + "failureThreshold",
                                probing.failureThreshold(),
                                THRESHOLD_MAX)));
    }

    private static ObjectNode probe(int delaySeconds, int periodSeconds, int failures) {
        return Json.object(
                "httpGet",
                Json.object("path", "/healthz/ready", "port", READINESS_PORT),
                "initialDelaySeconds",
                delaySeconds,
                "periodSeconds",
                periodSeconds,
                "timeoutSeconds",
                TIMEOUT_SECONDS,
                "failureThreshold",
                failures);
    }

    /// Nobody's rights, but where the pod asks for ports below 1024.
    private ObjectNode securityContext() {
        boolean root = settings.netBind();
        ObjectNode capabilities = Json.object("drop", List.of("ALL"));
        if (root) {
            capabilities.set("add", Json.array(List.of("NET_BIND_SERVICE")));
        }
        ObjectNode context =
                Json.object(
                        "allowPrivilegeEscalation",
                        false,
                        "capabilities",
                        capabilities,
                        "privileged",
                        false,
                        "readOnlyRootFilesystem",
                        true,
                        "runAsGroup",
                        PROXY_ID,
                        "runAsNonRoot",
                        !root,
                        "runAsUser",
                        root ? 0 : PROXY_ID);
        if (!config.sidecar().seccompProfile().isEmpty()) {
            context.set("seccompProfile", config.sidecar().seccompProfile().deepCopy());
        }
        return context;
    }
}
