package io.fairlead.minicluster.api.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fairlead.minicluster.api.model.FieldErrors;
import io.fairlead.minicluster.api.model.ResourceType;
import java.util.List;

/// What Kubernetes demands of roles and bindings.
final class RbacRules {

    private static final String GROUP = "rbac.authorization.k8s.io";

    private RbacRules() {}

    static void check(ResourceType type, ObjectNode object, FieldErrors errors) {
        if (type.kind().endsWith("Binding")) {
            binding(type, object, errors);
        } else {
            JsonNode rules = object.path("rules");
            for (int i = 0; i < rules.size(); i++) {
                rule(type, "rules[" + i + "]", rules.get(i), errors);
            }
        }
    }

    private static void rule(ResourceType type, String path, JsonNode rule, FieldErrors errors) {
        if (rule.path("verbs").isEmpty()) {
            errors.required(path + ".verbs", "verbs must contain at least one value");
        }
        JsonNode paths = rule.path("nonResourceURLs");
        if (!paths.isEmpty()) {
            if (type.namespaced()) {
                errors.invalid(
                        path + ".nonResourceURLs",
                        paths,
                        "namespaced rules cannot apply to non-resource URLs");
            }
            if (!rule.path("apiGroups").isEmpty() || !rule.path("resources").isEmpty()) {
                errors.invalid(
                        path + ".nonResourceURLs",
                        paths,
                        "rules cannot apply to both regular resources and non-resource URLs");
            }
            return;
        }
        for (String field : List.of("apiGroups", "resources")) {
            if (rule.path(field).isEmpty()) {
                errors.required(
                        path + "." + field,
                        "resource rules must supply at least one "
                                + (field.equals("resources") ? "resource" : "api group"));
            }
        }
    }

    private static void binding(ResourceType type, ObjectNode object, FieldErrors errors) {
        JsonNode ref = object.path("roleRef");
        if (!ref.path("apiGroup").asText().equals(GROUP)) {
            errors.unsupported("roleRef.apiGroup", ref.path("apiGroup"), List.of(GROUP));
        }
        List<String> kinds =
                type.namespaced() ? List.of("ClusterRole", "Role") : List.of("ClusterRole");
        if (!kinds.contains(ref.path("kind").asText())) {
            errors.unsupported("roleRef.kind", ref.path("kind"), kinds);
        }
        if (ref.path("name").asText("").isEmpty()) {
            errors.required("roleRef.name", "");
        }
        JsonNode subjects = object.path("subjects");
        for (int i = 0; i < subjects.size(); i++) {
            subject(type, "subjects[" + i + "]", subjects.get(i), errors);
        }
    }

    private static void subject(
            ResourceType type, String path, JsonNode subject, FieldErrors errors) {
        if (subject.path("name").asText("").isEmpty()) {
            errors.required(path + ".name", "");
        }
        switch (subject.path("kind").asText("")) {
            case "ServiceAccount" -> {
                if (!type.namespaced() && subject.path("namespace").asText("").isEmpty()) {
                    errors.required(path + ".namespace", "");
                }
            }
            case "User", "Group" -> {
                if (!subject.path("apiGroup").asText(GROUP).equals(GROUP)) {
                    errors.unsupported(
                            path + ".apiGroup", subject.path("apiGroup"), List.of(GROUP));
                }
            }
            default ->
                    errors.unsupported(
                            path + ".kind",
                            subject.path("kind"),
                            List.of("Group", "ServiceAccount", "User"));
        }
    }

    /// A binding stays with its role.
    static void checkChange(ObjectNode before, ObjectNode after, FieldErrors errors) {
        if (!before.path("roleRef").equals(after.path("roleRef"))) {
            errors.invalid(
                    "roleRef",
                    TextNode.valueOf(after.path("roleRef").toString()),
                    "cannot change roleRef");
        }
    }
}
