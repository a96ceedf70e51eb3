package io.fairlead.inject.review;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Set;

/// An AdmissionReview, read.
public sealed interface Review {

    /// A question.
    ///
    /// @param apiVersion in which it is answered
    /// @param uid is repeated in the answer
    /// @param namespace empty for objects of the cluster
    /// @param name of the object; empty for one that gets its name later
    /// @param object empty when it is deleted
    record Asked(
            String apiVersion,
            String uid,
            String operation,
            String namespace,
            String name,
            ObjectNode object)
            implements Review {
        public Asked {
            object = object.deepCopy();
        }
    }

    /// It can't be answered.
    record Unreadable(String reason) implements Review {}

    /// Reads the body of a request.
    static Review parse(byte[] body) {
        try {
            return of(Reading.MAPPER.readTree(body));
        } catch (JsonProcessingException e) {
            return new Unreadable("no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            return new Unreadable("no JSON: " + e.getMessage());
        }
    }

    private static Review of(JsonNode review) {
        String apiVersion = review.path("apiVersion").asText();
        if (!Reading.VERSIONS.contains(apiVersion)
                || !review.path("kind").asText().equals("AdmissionReview")) {
            return new Unreadable("no AdmissionReview of admission.k8s.io/v1");
        }
        JsonNode request = review.path("request");
        String uid = request.path("uid").asText();
        if (uid.isEmpty() || uid.length() > Reading.UID_MAX) {
            return new Unreadable("request.uid is missing, or longer than a uid");
        }
        JsonNode object = request.path("object");
        boolean absent = object.isMissingNode() || object.isNull();
        if (!absent && !object.isObject()) {
            return new Unreadable("request.object is no object");
        }
        return new Asked(
                apiVersion,
                uid,
                request.path("operation").asText("CREATE"),
                request.path("namespace").asText(),
                request.path("name").asText(object.path("metadata").path("name").asText()),
                object instanceof ObjectNode written
                        ? written
                        : JsonNodeFactory.instance.objectNode());
    }

    /// What the parser is bounded by.
    final class Reading {
        private static final Set<String> VERSIONS =
                Set.of("admission.k8s.io/v1", "admission.k8s.io/v1beta1");
        private static final int UID_MAX = 256;
        private static final int DEPTH_MAX = 128;
        private static final ObjectMapper MAPPER =
                JsonMapper.builder(
                                JsonFactory.builder()
                                        .streamReadConstraints(
                                                StreamReadConstraints.builder()
                                                        .maxNestingDepth(DEPTH_MAX)
                                                        .build())
                                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                        .build())
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .build();

        private Reading() {}
    }
}
