package io.fairlead.inject.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An object that makes pods, or is one.
///
/// @param object as it was written
/// @param path where its pod stands in it; empty for a pod
public record Workload(ObjectNode object, List<String> path) {

    private static final List<String> TEMPLATE = List.of("spec", "template");
    private static final Map<String, List<String>> PATHS =
            Map.ofEntries(
                    Map.entry("CronJob", List.of("spec", "jobTemplate", "spec", "template")),
                    Map.entry("DaemonSet", TEMPLATE),
                    Map.entry("Deployment", TEMPLATE),
                    Map.entry("Job", TEMPLATE),
                    Map.entry("Pod", List.of()),
                    Map.entry("ReplicaSet", TEMPLATE),
                    Map.entry("ReplicationController", TEMPLATE),
                    Map.entry("StatefulSet", TEMPLATE));

    public Workload {
        path = List.copyOf(path);
    }

    /// Empty for objects of other kinds, and for those without a pod where it should be.
    public static Optional<Workload> of(JsonNode object) {
        List<String> path = PATHS.get(object.path("kind").asText());
        if (path == null || !(object instanceof ObjectNode node)) {
            return Optional.empty();
        }
        Workload workload = new Workload(node, path);
        return workload.at().path("spec").isObject() ? Optional.of(workload) : Optional.empty();
    }

    private JsonNode at() {
        JsonNode node = object;
        for (String step : path) {
            node = node.path(step);
        }
        return node;
    }

    /// Its pod.
    public ObjectNode pod() {
        return (ObjectNode) at();
    }

    /// The same with another pod.
    public ObjectNode with(ObjectNode pod) {
        if (path.isEmpty()) {
            return pod.deepCopy();
        }
        ObjectNode copy = object.deepCopy();
        ObjectNode parent = copy;
        for (String step : path.subList(0, path.size() - 1)) {
            parent = Json.child(parent, step);
        }
        parent.set(path.getLast(), pod.deepCopy());
        return copy;
    }

    public String kind() {
        return object.path("kind").asText();
    }

    public String name() {
        JsonNode metadata = object.path("metadata");
        return metadata.path("name").asText(metadata.path("generateName").asText());
    }

    /// @param otherwise where nothing is written
    public String namespace(String otherwise) {
        String written = object.path("metadata").path("namespace").asText();
        return written.isEmpty() ? otherwise : written;
    }

    /// Who its pods belong to.
    public Owner owner() {
        return path.isEmpty()
                ? Owner.of(object)
                : new Owner(object.path("apiVersion").asText(), kind(), name());
    }
}
