package io.fairlead.minicluster.api.admit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fairlead.minicluster.api.kind.LabelSelectors;
import io.fairlead.minicluster.api.model.ResourceType;
import io.fairlead.minicluster.api.verb.AdmissionRequest;
import io.fairlead.minicluster.api.verb.Served;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Does a webhook want to hear of a write, and in which version? Pure.
final class Matching {

    private static final String GROUP = "admissionregistration.k8s.io";

    private Matching() {}

    /// Are webhooks asked about it at all? Not about themselves, or a broken one could never be removed.
    static boolean applies(AdmissionRequest request) {
        return !request.target().type().group().equals(GROUP);
    }

    /// The version that the webhook wants to see; empty when it doesn't want to.
    ///
    /// @param versions all that the type is served in
    /// @param namespaceLabels of the namespace of this name; missing when there is none
    static Optional<Served> version(
            Webhook webhook,
            AdmissionRequest request,
            List<Served> versions,
            Function<String, JsonNode> namespaceLabels) {
        Optional<Served> seen =
                takes(webhook, request, request.target().type())
                        ? Optional.of(request.target().served())
                        : versions.stream()
                                .filter(_ -> webhook.equivalent())
                                .filter(other -> takes(webhook, request, other.type()))
                                .findFirst();
        return seen.filter(_ -> inNamespace(webhook, request, namespaceLabels))
                .filter(_ -> ofObjects(webhook, request));
    }

    private static boolean takes(Webhook webhook, AdmissionRequest request, ResourceType type) {
        for (JsonNode rule : webhook.rules()) {
            boolean fits =
                    among(rule.path("operations"), request.operation().name())
                            && among(rule.path("apiGroups"), type.group())
                            && among(rule.path("apiVersions"), type.version())
                            && inScope(rule.path("scope").asText("*"), type)
                            && ofResource(rule.path("resources"), request, type);
            if (fits) {
                return true;
            }
        }
        return false;
    }

    private static boolean among(JsonNode values, String value) {
        for (JsonNode one : values) {
            if (one.asText().equals("*") || one.asText().equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean inScope(String scope, ResourceType type) {
        return switch (scope) {
            case "Namespaced" -> type.namespaced();
            case "Cluster" -> !type.namespaced();
            default -> true;
        };
    }

    /// `pods`, `pods/log`, `pods/*`, `*/scale`, `*` for all without subresources, `*/*`.
    private static boolean ofResource(
            JsonNode resources, AdmissionRequest request, ResourceType type) {
        for (JsonNode one : resources) {
            String[] part = one.asText().split("/", 2);
            String subresource = part.length == 2 ? part[1] : "";
            boolean fits =
                    (part[0].equals("*") || part[0].equals(type.plural()))
                            && (subresource.equals("*")
                                    || subresource.equals(request.target().subresource()));
            if (fits) {
                return true;
            }
        }
        return false;
    }

    /// What is in no namespace is not left out; a namespace is judged by its own labels.
    private static boolean inNamespace(
            Webhook webhook, AdmissionRequest request, Function<String, JsonNode> namespaceLabels) {
        JsonNode selector = webhook.node().path("namespaceSelector");
        if (request.target().type().is("", "namespaces")) {
            JsonNode self = request.object().isObject() ? request.object() : request.old();
            return LabelSelectors.matches(selector, labels(self));
        }
        return request.namespace().isEmpty()
                || LabelSelectors.matches(selector, namespaceLabels.apply(request.namespace()));
    }

    /// The labels as they are to be, or as they are; what has no metadata is left out.
    private static boolean ofObjects(Webhook webhook, AdmissionRequest request) {
        JsonNode selector = webhook.node().path("objectSelector");
        if (selector.isEmpty()) {
            return true;
        }
        for (JsonNode object : request.both()) {
            if (object.has("metadata") && LabelSelectors.matches(selector, labels(object))) {
                return true;
            }
        }
        return false;
    }

    static JsonNode labels(JsonNode object) {
        JsonNode labels = object.path("metadata").path("labels");
        return labels.isObject() ? labels : MissingNode.getInstance();
    }
}
