package io.fairlead.install.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// A second name for a revision, which namespaces ask for instead: webhooks that lead to the daemon of the revision.
/// The tag `default` also has those who ask for no revision by name.
public final class TagWebhooks {
    /// On webhooks, which tag they are.
    public static final String TAG = "istio.io/tag";

    /// On webhooks, whose they are; on namespaces and pods, whom they ask for.
    public static final String REVISION = "istio.io/rev";

    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final String DEFAULT = "default";
    private static final String INJECTION = "istio-injection";
    private static final String INJECT = "sidecar.istio.io/inject";
    private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";
    private static final List<String> BY_NAME = List.of("rev.namespace.", "rev.object.");

    private TagWebhooks() {}

    /// What a tag's configuration is called.
    public static String name(String tag) {
        return "istio-revision-tag-" + tag;
    }

    /// What lets a revision's daemon keep the certificates in a tag's webhooks right, and change nobody else's: a
    /// ClusterRole and its binding.
    ///
    /// @param configuration of the tag
    public static List<ObjectNode> rights(ObjectNode configuration) {
        String called = configuration.at("/metadata/name").asText();
        JsonNode service = configuration.at("/webhooks/0/clientConfig/service");
        ObjectNode role = right("ClusterRole", configuration);
        ObjectNode rule = role.putArray("rules").addObject();
        rule.putArray("apiGroups").add("admissionregistration.k8s.io");
        rule.putArray("resources").add("mutatingwebhookconfigurations");
        rule.putArray("resourceNames").add(called);
        rule.putArray("verbs").add("get").add("patch");
        ObjectNode binding = right("ClusterRoleBinding", configuration);
        binding.putObject("roleRef")
                .put("apiGroup", RBAC)
                .put("kind", "ClusterRole")
                .put("name", called);
        // A revision's account has the name of its Service.
        binding.putArray("subjects")
                .addObject()
                .put("kind", "ServiceAccount")
                .put("name", service.path("name").asText())
                .put("namespace", service.path("namespace").asText());
        return List.of(role, binding);
    }

    private static ObjectNode right(String kind, ObjectNode configuration) {
        ObjectNode right = JsonNodeFactory.instance.objectNode();
        right.put("apiVersion", RBAC + "/v1").put("kind", kind);
        right.set("metadata", configuration.path("metadata").deepCopy());
        return right;
    }

    /// The configuration of a tag.
    ///
    /// @param revision the MutatingWebhookConfiguration of the revision, as the API server has it
    public static ObjectNode of(String tag, JsonNode revision) {
        ObjectNode configuration = JsonNodeFactory.instance.objectNode();
        configuration
                .put("apiVersion", "admissionregistration.k8s.io/v1")
                .put("kind", "MutatingWebhookConfiguration");
        ObjectNode metadata = configuration.putObject("metadata").put("name", name(tag));
        ObjectNode labels = metadata.putObject("labels");
        for (String label :
                List.of(
                        "app",
                        REVISION,
                        "app.kubernetes.io/name",
                        "app.kubernetes.io/part-of",
                        "app.kubernetes.io/version")) {
            JsonNode value = revision.path("metadata").path("labels").path(label);
            if (value.isTextual()) {
                labels.set(label, value);
            }
        }
        labels.put(TAG, tag);
        ArrayNode webhooks = configuration.putArray("webhooks");
        for (JsonNode webhook : revision.path("webhooks")) {
            String prefix =
                    BY_NAME.stream()
                            .filter(webhook.path("name").asText()::startsWith)
                            .findFirst()
                            .orElse("");
            if (!prefix.isEmpty()) {
                webhooks.add(named(webhook, tag));
            }
            if (tag.equals(DEFAULT) && prefix.equals(BY_NAME.getFirst())) {
                webhooks.add(ofNamespaces(webhook));
                webhooks.add(ofPods(webhook));
            }
        }
        return configuration;
    }

    /// Asks for the tag where it asked for the revision.
    private static ObjectNode named(JsonNode webhook, String tag) {
        ObjectNode named = webhook.deepCopy();
        for (String selector : List.of("namespaceSelector", "objectSelector")) {
            for (JsonNode expression : named.path(selector).path("matchExpressions")) {
                if (expression.path("key").asText().equals(REVISION)
                        && expression.path("operator").asText().equals("In")) {
                    ((ObjectNode) expression).putArray("values").add(tag);
                }
            }
        }
        return named;
    }

    /// Namespaces with the label `istio-injection`.
    private static ObjectNode ofNamespaces(JsonNode webhook) {
        ObjectNode made = webhook.deepCopy();
        made.put("name", rest("namespace.", webhook));
        ArrayNode namespaces = spared(made);
        expression(namespaces, INJECTION, "In").putArray("values").add("enabled");
        return made;
    }

    /// Pods that ask for a proxy of whatever revision.
    private static ObjectNode ofPods(JsonNode webhook) {
        ObjectNode made = webhook.deepCopy();
        made.put("name", rest("object.", webhook));
        ArrayNode namespaces = spared(made);
        expression(namespaces, INJECTION, "DoesNotExist");
        expression(namespaces, REVISION, "DoesNotExist");
        ArrayNode pods = made.putObject("objectSelector").putArray("matchExpressions");
        expression(pods, INJECT, "In").putArray("values").add("true");
        expression(pods, REVISION, "DoesNotExist");
        return made;
    }

    private static String rest(String prefix, JsonNode webhook) {
        return prefix + webhook.path("name").asText().substring(BY_NAME.getFirst().length());
    }

    /// The namespaces that no webhook may touch stay out.
    private static ArrayNode spared(ObjectNode webhook) {
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        for (JsonNode one : webhook.at("/namespaceSelector/matchExpressions")) {
            if (one.path("key").asText().equals(NAMESPACE_NAME)) {
                kept.add(one);
            }
        }
        webhook.putObject("namespaceSelector").set("matchExpressions", kept);
        return kept;
    }

    private static ObjectNode expression(ArrayNode to, String key, String operator) {
        return to.addObject().put("key", key).put("operator", operator);
    }
}
