package io.fairlead.inject.patch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.ingest.decode.Documents;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.model.config.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a pod's annotations ask for. Collects what can't be understood; lives for one pod.
final class Asked {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// Annotations of Istio's that mean nothing to this proxy.
    private static final List<String> WITHOUT_EFFECT =
            List.of(
                    "sidecar.istio.io/bootstrapOverride",
                    "sidecar.istio.io/componentLogLevel",
                    "sidecar.istio.io/enableCoreDump",
                    "sidecar.istio.io/extraStatTags",
                    "sidecar.istio.io/statsHistogramBuckets",
                    "sidecar.istio.io/statsInclusionPrefixes",
                    "sidecar.istio.io/statsInclusionRegexps",
                    "sidecar.istio.io/statsInclusionSuffixes",
                    "sidecar.istio.io/controlPlaneAuthPolicy",
                    "sidecar.istio.io/discoveryAddress",
                    "readiness.status.sidecar.istio.io/applicationPorts");

    private final JsonNode annotations;
    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Asked(JsonNode annotations) {
        this.annotations = annotations;
        for (String name : WITHOUT_EFFECT) {
            if (annotations.has(name)) {
                notes.add("annotation %s has no effect here".formatted(name));
            }
        }
    }

    List<String> problems() {
        return problems;
    }

    List<String> notes() {
        return notes;
    }

    boolean has(String name) {
        return annotations.has(name);
    }

    String text(String name, String otherwise) {
        JsonNode node = annotations.path(name);
        return node.isMissingNode() || node.isNull() ? otherwise : node.asText();
    }

    /// Reads a value by a rule that throws when it doesn't hold.
    <T> T by(Function<String, T> rule, String name, String otherwise) {
        String text = text(name, otherwise);
        try {
            return rule.apply(text);
        } catch (IllegalArgumentException e) {
            problems.add(
                    has(name)
                            ? "annotation %s: %s".formatted(name, e.getMessage())
                            : "injector values, for %s: %s".formatted(name, e.getMessage()));
            return rule.apply("");
        }
    }

    boolean is(String name, boolean otherwise) {
        String text = text(name, "");
        return switch (text) {
            case "" -> otherwise;
            case "true", "True", "TRUE", "t", "T", "1" -> true;
            case "false", "False", "FALSE", "f", "F", "0" -> false;
            default -> {
                bad(name, text, "true or false");
                yield otherwise;
            }
        };
    }

    int number(String name, int otherwise, int max) {
        String text = text(name, "");
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            bad(name, text, "a number from 0 to " + max);
            return otherwise;
        }
        bad(name, text, "a number from 0 to " + max);
        return otherwise;
    }

    void bad(String name, String value, String expected) {
        problems.add("annotation %s is \"%s\", expected %s".formatted(name, value, expected));
    }

    void note(String note) {
        notes.add(note);
    }

    /// A mapping in YAML; null when nothing is written.
    @Nullable ObjectNode yaml(String name) {
        String text = text(name, "");
        if (text.isBlank()) {
            return null;
        }
        Documents read = Documents.read("annotation " + name, text, Limits.DEFAULT);
        read.problems().stream().filter(Problem::isError).forEach(p -> problems.add(p.text()));
        if (read.values().size() == 1 && read.values().getFirst() instanceof ObjectNode object) {
            return object;
        }
        if (read.problems().isEmpty()) {
            bad(name, text, "a mapping in YAML");
        }
        return null;
    }

    /// Names and objects, written as a JSON object of objects.
    Map<String, ObjectNode> objects(String name) {
        String text = text(name, "");
        Map<String, ObjectNode> objects = new TreeMap<>();
        if (text.isBlank()) {
            return objects;
        }
        try {
            JsonNode read = MAPPER.readTree(text);
            read.properties()
                    .forEach(e -> {
                        if (e.getValue() instanceof ObjectNode object) {
                            objects.put(e.getKey(), object);
                        }
                    });
            if (read.isObject() && objects.size() == read.size()) {
                return objects;
            }
        } catch (JsonProcessingException e) {
            problems.add("annotation %s is no JSON: %s".formatted(name, e.getOriginalMessage()));
            return objects;
        }
        bad(name, text, "a JSON object whose values are objects");
        return objects;
    }
}
