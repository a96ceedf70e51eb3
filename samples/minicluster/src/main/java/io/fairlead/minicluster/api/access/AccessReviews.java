package io.fairlead.minicluster.api.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.auth.Access;
import io.fairlead.minicluster.auth.PolicyRule;
import io.fairlead.minicluster.auth.User;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Answers who may do what, for whoever may ask.
final class AccessReviews {

    private final Authorizer authorizer;

    AccessReviews(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /// May the user who asks?
    void self(ObjectNode review, User user) {
        decide(review, user, access(review.path("spec")));
    }

    /// May the user whom the review names?
    ///
    /// @param namespace of a LocalSubjectAccessReview, else empty
    void subject(ObjectNode review, String namespace) {
        JsonNode spec = review.path("spec");
        String name = spec.path("user").asText("");
        List<String> groups = texts(spec.path("groups"));
        if (name.isEmpty() && groups.isEmpty()) {
            throw ApiError.badRequest(
                    "spec.user: Invalid value: \"\": at least one of user or group"
                            + " must be specified");
        }
        String said = spec.path("resourceAttributes").path("namespace").asText("");
        if (!namespace.isEmpty() && !namespace.equals(said)) {
            throw ApiError.badRequest(
                    "spec.resourceAttributes.namespace: Invalid value: \"%s\": must match metadata.namespace"
                            .formatted(said));
        }
        Map<String, List<String>> extra = new HashMap<>();
        spec.path("extra")
                .properties()
                .forEach(one -> extra.put(one.getKey(), texts(one.getValue())));
        decide(review, new User(name, spec.path("uid").asText(""), groups, extra), access(spec));
    }

    private void decide(ObjectNode review, User user, Access access) {
        Optional<String> why = authorizer.allowed(user, access);
        ObjectNode status = review.putObject("status").put("allowed", why.isPresent());
        why.filter(reason -> !reason.isEmpty()).ifPresent(reason -> status.put("reason", reason));
    }

    private static Access access(JsonNode spec) {
        JsonNode path = spec.path("nonResourceAttributes");
        JsonNode resource = spec.path("resourceAttributes");
        if (path.isObject() == resource.isObject()) {
            throw ApiError.badRequest(
                    "spec.resourceAttributes: Invalid value: exactly one of nonResourceAttributes or"
                            + " resourceAttributes must be specified");
        }
        return path.isObject()
                ? new Access.Path(path.path("verb").asText(""), path.path("path").asText(""))
                : new Access.Resource(
                        resource.path("verb").asText(""),
                        resource.path("group").asText(""),
                        resource.path("resource").asText(""),
                        resource.path("subresource").asText(""),
                        resource.path("namespace").asText(""),
                        resource.path("name").asText(""));
    }

    /// What may the user who asks do in a namespace?
    void rules(ObjectNode review, User user) {
        String namespace = review.path("spec").path("namespace").asText("");
        if (namespace.isEmpty()) {
            throw ApiError.badRequest("no namespace on request");
        }
        ObjectNode status = review.putObject("status").put("incomplete", false);
        ArrayNode resources = status.putArray("resourceRules");
        ArrayNode paths = status.putArray("nonResourceRules");
        for (PolicyRule rule : new LinkedHashSet<>(authorizer.rbac().rules(user, namespace))) {
            (rule.paths().isEmpty() ? resources : paths).add(rule.json());
        }
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(one -> texts.add(one.asText()));
        return texts;
    }
}
