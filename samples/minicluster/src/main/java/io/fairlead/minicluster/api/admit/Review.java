package io.fairlead.minicluster.api.admit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ResourceType;
import io.fairlead.minicluster.api.verb.AdmissionRequest;
import io.fairlead.minicluster.api.verb.AdmissionRequest.Operation;
import io.fairlead.minicluster.api.verb.Served;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// A question to a webhook and its answer: `AdmissionReview` of `admission.k8s.io/v1`. Pure.
final class Review {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VERSION = "admission.k8s.io/v1";
    private static final String KIND = "AdmissionReview";
    private static final String API_VERSION = "apiVersion";

    private Review() {}

    /// What a webhook said.
    ///
    /// @param status why not, where it isn't allowed
    /// @param patch empty where nothing is to be changed
    record Verdict(boolean allowed, JsonNode status, ArrayNode patch, List<String> warnings) {}

    /// An answer that isn't one.
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String message) {
            super(message);
        }
    }

    /// The question.
    ///
    /// @param seen the version that the webhook wants to see the object in
    static ObjectNode question(String uid, AdmissionRequest request, Served seen) {
        ObjectNode review = JsonNodeFactory.instance.objectNode();
        review.put("kind", KIND).put(API_VERSION, VERSION);
        ObjectNode asked = review.putObject("request").put("uid", uid);
        ResourceType own = request.target().type();
        String subresource = request.target().subresource();
        JsonNode head = request.both().isEmpty() ? request.object() : request.both().getFirst();
        asked.set("kind", kind(shown(head, own, seen.type())));
        asked.set("resource", resource(seen.type()));
        putUnlessEmpty(asked, "subResource", subresource);
        asked.set("requestKind", kind(head));
        asked.set("requestResource", resource(own));
        putUnlessEmpty(asked, "requestSubResource", subresource);
        putUnlessEmpty(asked, "name", request.name());
        putUnlessEmpty(asked, "namespace", request.namespace());
        asked.put("operation", request.operation().name());
        asked.set("userInfo", request.options().user().info());
        asked.set("object", shown(request.object(), own, seen.type()));
        asked.set("oldObject", shown(request.old(), own, seen.type()));
        asked.put("dryRun", request.options().dryRun());
        asked.set("options", options(request));
        return review;
    }

    /// The object in another version of its type.
    static JsonNode shown(JsonNode object, ResourceType from, ResourceType to) {
        return object instanceof ObjectNode node
                        && node.path(API_VERSION).asText().equals(from.apiVersion())
                        && !from.apiVersion().equals(to.apiVersion())
                ? node.deepCopy().put(API_VERSION, to.apiVersion())
                : object;
    }

    private static ObjectNode kind(JsonNode object) {
        String version = object.path(API_VERSION).asText();
        int slash = version.indexOf('/');
        return JsonNodeFactory.instance
                .objectNode()
                .put("group", slash < 0 ? "" : version.substring(0, slash))
                .put("version", version.substring(slash + 1))
                .put("kind", object.path("kind").asText());
    }

    private static ObjectNode resource(ResourceType type) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("group", type.group())
                .put("version", type.version())
                .put("resource", type.plural());
    }

    private static void putUnlessEmpty(ObjectNode to, String field, String text) {
        if (!text.isEmpty()) {
            to.put(field, text);
        }
    }

    private static JsonNode options(AdmissionRequest request) {
        if (request.operation() == Operation.CONNECT) {
            return NullNode.getInstance();
        }
        String operation = request.operation().name();
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        options.put(
                "kind",
                operation.charAt(0) + operation.substring(1).toLowerCase(Locale.ROOT) + "Options");
        options.put(API_VERSION, "meta.k8s.io/v1");
        if (request.options().dryRun()) {
            options.putArray("dryRun").add("All");
        }
        return options;
    }

    /// Reads an answer.
    ///
    /// @param uid of the question
    /// @param mutates may it have a patch?
    static Verdict verdict(byte[] answer, String uid, boolean mutates) throws Unreadable {
        JsonNode review = read(answer);
        if (!review.path(API_VERSION).asText().equals(VERSION)
                || !review.path("kind").asText().equals(KIND)) {
            throw new Unreadable(
                    "expected webhook response of %s, Kind=%s, got %s, Kind=%s"
                            .formatted(
                                    VERSION,
                                    KIND,
                                    review.path(API_VERSION).asText(),
                                    review.path("kind").asText()));
        }
        JsonNode response = review.path("response");
        if (!response.isObject()) {
            throw new Unreadable("webhook response was absent");
        }
        if (!response.path("uid").asText().equals(uid)) {
            throw new Unreadable(
                    "expected response.uid=\"%s\", got \"%s\""
                            .formatted(uid, response.path("uid").asText()));
        }
        for (JsonNode annotation : response.path("auditAnnotations")) {
            if (!annotation.isTextual()) {
                throw new Unreadable("response.auditAnnotations has a value that is no text");
            }
        }
        List<String> warnings = new ArrayList<>();
        response.path("warnings").forEach(one -> warnings.add(one.asText()));
        return new Verdict(
                response.path("allowed").asBoolean(),
                response.path("status"),
                patch(response, mutates),
                warnings);
    }

    private static ArrayNode patch(JsonNode response, boolean mutates) throws Unreadable {
        String patch = response.path("patch").asText("");
        String type = response.path("patchType").asText("");
        if (patch.isEmpty() && type.isEmpty()) {
            return JsonNodeFactory.instance.arrayNode();
        }
        if (!mutates) {
            throw new Unreadable("webhook response of a validating webhook may not have a patch");
        }
        if (patch.isEmpty()) {
            throw new Unreadable("webhook returned response.patchType but not response.patch");
        }
        if (type.isEmpty()) {
            throw new Unreadable("webhook returned response.patch but not response.patchType");
        }
        if (!type.equals("JSONPatch")) {
            throw new Unreadable("invalid patchType \"%s\", must be JSONPatch".formatted(type));
        }
        try {
            if (read(Base64.getDecoder().decode(patch)) instanceof ArrayNode operations) {
                return operations;
            }
        } catch (IllegalArgumentException notBase64) {
            throw new Unreadable("response.patch isn't base64: " + notBase64.getMessage());
        }
        throw new Unreadable("response.patch is no list of operations");
    }

    private static JsonNode read(byte[] bytes) throws Unreadable {
        try {
            return JSON.readTree(bytes);
        } catch (IOException broken) {
            throw new Unreadable("webhook response isn't JSON: " + broken.getMessage());
        }
    }
}
