package io.fairlead.inject.decide;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/// What of a pod decides whether it gets a proxy.
///
/// @param injected it has one that an injector gave it
public record PodFacts(
        String namespace,
        Map<String, String> labels,
        Map<String, String> annotations,
        boolean hostNetwork,
        boolean injected) {

    /// Written by an injector when it is done: JSON with the names of all that it added.
    public static final String STATUS = "sidecar.istio.io/status";

    /// Name of the proxy's container.
    public static final String PROXY = "istio-proxy";

    public PodFacts {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /// Of a pod, or of the template of pods in a workload.
    ///
    /// @param pod has `metadata` and `spec`
    public static PodFacts of(JsonNode pod, String namespace) {
        JsonNode spec = pod.path("spec");
        JsonNode metadata = pod.path("metadata");
        Map<String, String> annotations = texts(metadata.path("annotations"));
        return new PodFacts(
                namespace,
                texts(metadata.path("labels")),
                annotations,
                spec.path("hostNetwork").asBoolean(false),
                annotations.containsKey(STATUS)
                        && (has(spec.path("containers")) || has(spec.path("initContainers"))));
    }

    private static boolean has(JsonNode containers) {
        for (JsonNode container : containers) {
            if (container.path("name").asText().equals(PROXY)) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
        return texts;
    }
}
