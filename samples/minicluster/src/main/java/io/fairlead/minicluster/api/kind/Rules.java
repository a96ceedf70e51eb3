package io.fairlead.minicluster.api.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fairlead.minicluster.api.model.FieldError;
import io.fairlead.minicluster.api.model.FieldErrors;
import io.fairlead.minicluster.api.model.ResourceType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What Kubernetes demands of the built-in kinds beyond the types of their fields.
public final class Rules {

    private static final int PORT_MAX = 65_535;
    private static final String POD_CHANGES =
            "pod updates may not change fields other than `spec.containers[*].image`,"
                    + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations`"
                    + " (only additions to existing tolerations),`spec.terminationGracePeriodSeconds`"
                    + " (allow it to be set to 1 if it was previously negative)";

    private final FieldErrors errors = new FieldErrors();

    private Rules() {}

    /// What is wrong with a new object, or with the new state of one.
    public static List<FieldError> check(ResourceType type, ObjectNode object) {
        Rules rules = new Rules();
        JsonNode spec = object.path("spec");
        switch (type.qualified()) {
            case "pods" -> new PodRules(rules.errors).podSpec("spec", spec);
            case "deployments.apps", "replicasets.apps" -> rules.workload(spec);
            case "daemonsets.apps" -> {
                rules.workload(spec);
                new DaemonSetRules(rules.errors).check(spec);
            }
            case "statefulsets.apps" -> {
                rules.workload(spec);
                new StatefulSetRules(rules.errors).check(spec);
            }
            case "controllerrevisions.apps" -> rules.errors.negative("", object, "revision");
            case "cronjobs.batch" -> new CronJobRules(rules.errors).check(object);
            case "jobs.batch" -> new JobRules(rules.errors).check(spec, "spec");
            case "services" -> rules.service(spec);
            case "roles.rbac.authorization.k8s.io",
                    "clusterroles.rbac.authorization.k8s.io",
                    "rolebindings.rbac.authorization.k8s.io",
                    "clusterrolebindings.rbac.authorization.k8s.io" ->
                    RbacRules.check(type, object, rules.errors);
            case "configmaps", "secrets" -> rules.keys(object.path("data"));
            case "events" -> rules.event(object);
            case "endpointslices.discovery.k8s.io" ->
                    rules.oneOf(
                            "addressType",
                            object.path("addressType"),
                            List.of("FQDN", "IPv4", "IPv6"));
            case "customresourcedefinitions.apiextensions.k8s.io" -> rules.crd(object, spec);
            case "mutatingwebhookconfigurations.admissionregistration.k8s.io",
                    "validatingwebhookconfigurations.admissionregistration.k8s.io" ->
                    new WebhookRules(rules.errors).check(object.path("webhooks"));
            default -> {
                if (WithoutEffect.warning(type).isPresent()) {
                    WithoutEffect.check(type.kind(), spec, rules.errors);
                }
            }
        }
        return rules.errors.all();
    }

    /// What may not change.
    public static List<FieldError> checkChange(
            ResourceType type, ObjectNode before, ObjectNode after) {
        Rules rules = new Rules();
        switch (type.qualified()) {
            case "pods" -> rules.podChange(before.path("spec"), after.path("spec"));
            case "controllerrevisions.apps" -> rules.immutable("data", before, after);
            case "statefulsets.apps" ->
                    new StatefulSetRules(rules.errors)
                            .checkChange(before.path("spec"), after.path("spec"));
            case "deployments.apps", "replicasets.apps", "daemonsets.apps" ->
                    rules.immutable("spec.selector", before, after);
            case "jobs.batch" -> {
                rules.immutable("spec.completions", before, after);
                rules.immutable("spec.completionMode", before, after);
                rules.immutable("spec.selector", before, after);
                if (!before.path("spec").path("suspend").asBoolean()) {
                    rules.immutable("spec.template", before, after);
                }
            }
            case "services" -> {
                if (isClusterIp(before) && isClusterIp(after)) {
                    rules.address(before, after);
                }
            }
            case "secrets" -> {
                rules.immutable("type", before, after);
                rules.sealed(before, after);
            }
            case "rolebindings.rbac.authorization.k8s.io",
                    "clusterrolebindings.rbac.authorization.k8s.io" ->
                    RbacRules.checkChange(before, after, rules.errors);
            case "configmaps" -> rules.sealed(before, after);
            case "customresourcedefinitions.apiextensions.k8s.io" -> {
                rules.immutable("spec.group", before, after);
                rules.immutable("spec.scope", before, after);
                rules.immutable("spec.names.plural", before, after);
                rules.immutable("spec.names.kind", before, after);
            }
            default -> {}
        }
        return rules.errors.all();
    }

    private static boolean isClusterIp(ObjectNode service) {
        return !service.path("spec").path("type").asText().equals("ExternalName");
    }

    private void workload(JsonNode spec) {
        errors.negative("spec.", spec, "replicas");
        JsonNode selector = spec.path("selector");
        if (!selector.isObject()) {
            errors.required("spec.selector", "");
        } else if (selector.isEmpty()) {
            errors.invalid("spec.selector", selector, "an empty selector is invalid");
        }
        new PodRules(errors).template("spec", spec, List.of("Always"));
    }

    private void podChange(JsonNode before, JsonNode after) {
        if (before instanceof ObjectNode old && after instanceof ObjectNode next) {
            ObjectNode was = old.deepCopy();
            ObjectNode is = next.deepCopy();
            for (ObjectNode spec : List.of(was, is)) {
                spec.remove(List.of("activeDeadlineSeconds", "tolerations"));
                for (String field : List.of("containers", "initContainers")) {
                    spec.path(field).forEach(one -> ((ObjectNode) one).remove("image"));
                }
            }
            if (!was.equals(is)) {
                errors.add(FieldError.forbidden("spec", POD_CHANGES));
            }
        }
    }

    private void service(JsonNode spec) {
        String type = spec.path("type").asText();
        oneOf(
                "spec.type",
                spec.path("type"),
                List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort"));
        boolean headless = spec.path("clusterIP").asText().equals("None");
        JsonNode ports = spec.path("ports");
        if (type.equals("ExternalName")) {
            if (spec.path("externalName").asText().isEmpty()) {
                errors.required("spec.externalName", "");
            }
        } else if (ports.isEmpty() && !headless) {
            errors.required("spec.ports", "");
        }
        Set<String> names = new HashSet<>();
        Set<String> numbers = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            String path = "spec.ports[" + i + "]";
            JsonNode port = ports.get(i);
            String name = port.path("name").asText();
            if (name.isEmpty() && ports.size() > 1) {
                errors.required(path + ".name", "");
            } else if (!name.isEmpty() && !names.add(name)) {
                errors.add(FieldError.duplicate(path + ".name", port.path("name")));
            }
            portNumber(path + ".port", port.path("port"), errors);
            oneOf(path + ".protocol", port.path("protocol"), List.of("SCTP", "TCP", "UDP"));
            if (!numbers.add(port.path("protocol").asText() + port.path("port"))) {
                errors.add(FieldError.duplicate(path, port));
            }
        }
    }

    static void portNumber(String path, JsonNode port, FieldErrors errors) {
        if (port.asInt() < 1 || port.asInt() > PORT_MAX) {
            errors.add(
                    port.isMissingNode()
                            ? FieldError.required(path, "")
                            : FieldError.invalid(
                                    path, port, "must be between 1 and 65535, inclusive"));
        }
    }

    private void keys(JsonNode data) {
        for (Map.Entry<String, JsonNode> entry : data.properties()) {
            if (!entry.getKey().matches("[-._a-zA-Z0-9]{1,253}")) {
                errors.invalid(
                        "data[" + entry.getKey() + "]",
                        TextNode.valueOf(entry.getKey()),
                        "a valid config key must consist of alphanumeric characters, '-', '_'"
                                + " or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name',"
                                + " regex used for validation is '[-._a-zA-Z0-9]+')");
            }
        }
    }

    private void event(ObjectNode event) {
        String namespace = event.path("metadata").path("namespace").asText();
        JsonNode of = event.path("involvedObject").path("namespace");
        boolean fits =
                of.asText("").isEmpty()
                        ? namespace.equals("default") || namespace.equals("kube-system")
                        : of.asText().equals(namespace);
        if (!fits) {
            errors.invalid("involvedObject.namespace", of, "does not match event.namespace");
        }
    }

    private void crd(ObjectNode crd, JsonNode spec) {
        JsonNode name = crd.path("metadata").path("name");
        String expected =
                spec.path("names").path("plural").asText() + "." + spec.path("group").asText();
        if (!name.asText().equals(expected)) {
            errors.invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group");
        }
        oneOf("spec.scope", spec.path("scope"), List.of("Cluster", "Namespaced"));
        for (String field : List.of("plural", "kind")) {
            if (spec.path("names").path(field).asText().isEmpty()) {
                errors.required("spec.names." + field, "");
            }
        }
        int stored = 0;
        JsonNode versions = spec.path("versions");
        for (int i = 0; i < versions.size(); i++) {
            stored += versions.get(i).path("storage").asBoolean() ? 1 : 0;
            if (!versions.get(i).path("schema").path("openAPIV3Schema").isObject()) {
                errors.required(
                        "spec.versions[" + i + "].schema.openAPIV3Schema", "schemas are required");
            }
        }
        if (stored != 1) {
            errors.invalid(
                    "spec.versions",
                    versions,
                    "must have exactly one version marked as storage version");
        }
        if (!spec.path("conversion").path("strategy").asText("None").equals("None")) {
            errors.unsupported(
                    "spec.conversion.strategy",
                    spec.path("conversion").path("strategy"),
                    List.of("None"));
        }
    }

    private void oneOf(String path, JsonNode value, List<String> supported) {
        if (value.asText("").isEmpty()) {
            errors.required(path, "");
        } else if (!supported.contains(value.asText())) {
            errors.unsupported(path, value, supported);
        }
    }

    private void immutable(String path, ObjectNode before, ObjectNode after) {
        JsonNode was = before.at("/" + path.replace('.', '/'));
        JsonNode is = after.at("/" + path.replace('.', '/'));
        if (!was.isMissingNode() && !was.equals(is)) {
            errors.invalid(path, is, "field is immutable");
        }
    }

    private void address(ObjectNode before, ObjectNode after) {
        String was = before.path("spec").path("clusterIP").asText("");
        JsonNode is = after.path("spec").path("clusterIP");
        if (!was.isEmpty() && !is.asText("").equals(was)) {
            errors.invalid(
                    "spec.clusterIPs[0]",
                    JsonNodeFactory.instance.arrayNode().add(is),
                    "may not change once set");
        }
    }

    private void sealed(ObjectNode before, ObjectNode after) {
        if (before.path("immutable").asBoolean()) {
            for (String field : List.of("data", "binaryData", "immutable")) {
                if (!before.path(field).equals(after.path(field))) {
                    errors.add(
                            FieldError.forbidden(
                                    field, "field is immutable when `immutable` is set"));
                }
            }
        }
    }
}
