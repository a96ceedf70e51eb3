package io.fairlead.minicluster.api.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What Kubernetes sets where the sender left it open.
public final class Defaults {

    private static final int FILE_MODE = 0644;
    private static final String RBAC = "rbac.authorization.k8s.io";

    private Defaults() {}

    private static void cronJob(ObjectNode spec) {
        CronJobRules.defaults(spec);
        ObjectNode job = map(map(spec, "jobTemplate"), "spec");
        JobRules.defaults(job);
        podSpec(map(map(job, "template"), "spec"));
    }

    /// Sets the defaults of a built-in kind in this object.
    public static void set(ResourceType type, ObjectNode object) {
        switch (type.qualified()) {
            case "pods" -> {
                ObjectNode spec = map(object, "spec");
                podSpec(spec);
                put(spec, "enableServiceLinks", true);
                tolerations(spec.withArrayProperty("tolerations"));
            }
            case "deployments.apps" -> deployment(map(object, "spec"));
            case "replicasets.apps" -> {
                put(map(object, "spec"), "replicas", 1);
                podSpec(map(map(map(object, "spec"), "template"), "spec"));
            }
            case "daemonsets.apps" -> {
                DaemonSetRules.defaults(map(object, "spec"));
                podSpec(map(map(map(object, "spec"), "template"), "spec"));
            }
            case "statefulsets.apps" -> {
                StatefulSetRules.defaults(map(object, "spec"));
                podSpec(map(map(map(object, "spec"), "template"), "spec"));
            }
            case "cronjobs.batch" -> cronJob(map(object, "spec"));
            case "jobs.batch" -> {
                JobRules.defaults(map(object, "spec"));
                podSpec(map(map(map(object, "spec"), "template"), "spec"));
            }
            case "services" -> service(map(object, "spec"));
            case "secrets" -> secret(object);
            case "rolebindings.rbac.authorization.k8s.io",
                    "clusterrolebindings.rbac.authorization.k8s.io" -> {
                put(map(object, "roleRef"), "apiGroup", RBAC);
                for (JsonNode subject : object.path("subjects")) {
                    if (!subject.path("kind").asText().equals("ServiceAccount")) {
                        put((ObjectNode) subject, "apiGroup", RBAC);
                    }
                }
            }
            case "namespaces" ->
                    map(map(object, "metadata"), "labels")
                            .put(
                                    "kubernetes.io/metadata.name",
                                    object.path("metadata").path("name").asText());
            case "endpoints" -> {
                for (JsonNode subset : object.path("subsets")) {
                    protocols(subset.path("ports"));
                }
            }
            case "endpointslices.discovery.k8s.io" -> protocols(object.path("ports"));
            case "customresourcedefinitions.apiextensions.k8s.io" -> crd(map(object, "spec"));
            case "mutatingwebhookconfigurations.admissionregistration.k8s.io",
                    "validatingwebhookconfigurations.admissionregistration.k8s.io" ->
                    WebhookRules.setDefaults(object);
            default -> {
                if (WithoutEffect.warning(type).isPresent()) {
                    WithoutEffect.setDefaults(type.kind(), map(object, "spec"));
                }
            }
        }
    }

    private static void deployment(ObjectNode spec) {
        put(spec, "replicas", 1);
        put(spec, "revisionHistoryLimit", 10);
        put(spec, "progressDeadlineSeconds", 600);
        ObjectNode strategy = map(spec, "strategy");
        put(strategy, "type", "RollingUpdate");
        if (strategy.path("type").asText().equals("RollingUpdate")) {
            ObjectNode rolling = map(strategy, "rollingUpdate");
            put(rolling, "maxUnavailable", "25%");
            put(rolling, "maxSurge", "25%");
        }
        podSpec(map(map(spec, "template"), "spec"));
    }

    /// A pod stays for five minutes on a node that isn't ready, unless it says for how long itself.
    private static void tolerations(ArrayNode all) {
        for (String key :
                List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")) {
            if (all.valueStream()
                    .noneMatch(one ->
                            one.path("key").asText(key).equals(key)
                                    && one.path("effect")
                                            .asText("NoExecute")
                                            .equals("NoExecute"))) {
                all.addObject()
                        .put("effect", "NoExecute")
                        .put("key", key)
                        .put("operator", "Exists")
                        .put("tolerationSeconds", 300);
            }
        }
    }

    private static void podSpec(ObjectNode spec) {
        put(spec, "restartPolicy", "Always");
        put(spec, "dnsPolicy", "ClusterFirst");
        put(spec, "terminationGracePeriodSeconds", 30);
        put(spec, "schedulerName", "default-scheduler");
        map(spec, "securityContext");
        spec.path("initContainers").forEach(Defaults::container);
        spec.path("containers").forEach(Defaults::container);
        for (JsonNode volume : spec.path("volumes")) {
            for (String source : List.of("configMap", "secret", "projected", "downwardAPI")) {
                if (volume.get(source) instanceof ObjectNode files) {
                    put(files, "defaultMode", FILE_MODE);
                }
            }
        }
        if (spec.has("serviceAccountName")) {
            spec.set("serviceAccount", spec.get("serviceAccountName"));
        }
    }

    private static void container(JsonNode node) {
        if (!(node instanceof ObjectNode container)) {
            return;
        }
        String image = container.path("image").asText();
        String tag = image.substring(image.lastIndexOf('/') + 1);
        boolean latest = !tag.contains(":") || tag.endsWith(":latest");
        put(container, "imagePullPolicy", latest ? "Always" : "IfNotPresent");
        put(container, "terminationMessagePath", "/dev/termination-log");
        put(container, "terminationMessagePolicy", "File");
        map(container, "resources");
        protocols(container.path("ports"));
        for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.get(probe) instanceof ObjectNode question) {
                probe(question);
            }
        }
        for (JsonNode variable : container.path("env")) {
            if (variable.path("valueFrom").get("fieldRef") instanceof ObjectNode field) {
                put(field, "apiVersion", "v1");
            }
        }
    }

    private static void probe(ObjectNode probe) {
        put(probe, "timeoutSeconds", 1);
        put(probe, "periodSeconds", 10);
        put(probe, "successThreshold", 1);
        put(probe, "failureThreshold", 3);
        if (probe.get("httpGet") instanceof ObjectNode http) {
            put(http, "path", "/");
            put(http, "scheme", "HTTP");
        }
    }

    private static void service(ObjectNode spec) {
        put(spec, "type", "ClusterIP");
        put(spec, "sessionAffinity", "None");
        String type = spec.path("type").asText();
        if (!type.equals("ExternalName")) {
            put(spec, "internalTrafficPolicy", "Cluster");
            put(spec, "ipFamilyPolicy", "SingleStack");
            if (!spec.has("ipFamilies")) {
                spec.putArray("ipFamilies").add("IPv4");
            }
        }
        if (type.equals("NodePort") || type.equals("LoadBalancer")) {
            put(spec, "externalTrafficPolicy", "Cluster");
        }
        if (type.equals("LoadBalancer")) {
            put(spec, "allocateLoadBalancerNodePorts", true);
        }
        protocols(spec.path("ports"));
        for (JsonNode port : spec.path("ports")) {
            if (port instanceof ObjectNode map && !map.has("targetPort") && map.has("port")) {
                map.set("targetPort", map.get("port"));
            }
        }
    }

    private static void secret(ObjectNode secret) {
        put(secret, "type", "Opaque");
        if (secret.remove("stringData") instanceof ObjectNode texts) {
            ObjectNode data = map(secret, "data");
            for (Map.Entry<String, JsonNode> text : texts.properties()) {
                byte[] bytes = text.getValue().asText().getBytes(StandardCharsets.UTF_8);
                data.put(text.getKey(), Base64.getEncoder().encodeToString(bytes));
            }
        }
    }

    private static void crd(ObjectNode spec) {
        ObjectNode names = map(spec, "names");
        String kind = names.path("kind").asText();
        put(names, "singular", kind.toLowerCase(Locale.ROOT));
        put(names, "listKind", kind + "List");
        put(map(spec, "conversion"), "strategy", "None");
    }

    private static void protocols(JsonNode ports) {
        for (JsonNode port : ports) {
            if (port instanceof ObjectNode map) {
                put(map, "protocol", "TCP");
            }
        }
    }

    static ObjectNode map(ObjectNode parent, String field) {
        return parent.get(field) instanceof ObjectNode map ? map : parent.putObject(field);
    }

    static void put(ObjectNode map, String field, String value) {
        if (map.path(field).asText("").isEmpty()) {
            map.put(field, value);
        }
    }

    static void put(ObjectNode map, String field, int value) {
        if (!map.hasNonNull(field)) {
            map.put(field, value);
        }
    }

    static void put(ObjectNode map, String field, boolean value) {
        if (!map.hasNonNull(field)) {
            map.put(field, value);
        }
    }
}
