package io.fairlead.inject.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.inject.config.InjectorConfig;
import io.fairlead.inject.decide.Choosing;
import io.fairlead.inject.decide.PodFacts;
import io.fairlead.proxy.capture.CaptureRules;
import java.util.List;
import java.util.Map;

/// Labels and annotations of a pod with a proxy. What is written over is remembered in an annotation, for the way back.
final class Metadata {
    /// JSON: `labels` and `annotations` with what they were (null: not there), `probes` by path.
    static final String UNDO = "proxy.fairlead.io/undo";

    private static final int LABEL_MAX = 63;

    private final PodRequest request;
    private final InjectorConfig config;
    private final ObjectNode labels;
    private final ObjectNode annotations;
    private final ObjectNode undo = Json.object();

    /// @param pod is changed
    Metadata(PodRequest request, InjectorConfig config, ObjectNode pod) {
        this.request = request;
        this.config = config;
        ObjectNode metadata = Json.child(pod, "metadata");
        this.labels = Json.child(metadata, "labels");
        this.annotations = Json.child(metadata, "annotations");
    }

    /// @param gateway takes what clients send; it has no inbound side of the mesh
    void labels(boolean gateway) {
        String owner = request.owner().name();
        if (!gateway) {
            label("security.istio.io/tlsMode", "istio");
        }
        label(
                "service.istio.io/canonical-name",
                first(List.of("app.kubernetes.io/name", "app"), owner));
        label(
                "service.istio.io/canonical-revision",
                first(List.of("app.kubernetes.io/version", "version"), "latest"));
        String network = request.environment().get("ISTIO_META_NETWORK");
        if (network != null) {
            set(labels, "labels", "topology.istio.io/network", network);
        }
    }

    private String first(List<String> names, String otherwise) {
        return names.stream()
                .map(name -> labels.path(name).asText())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse(otherwise);
    }

    /// What the pod says itself stays.
    private void label(String name, String value) {
        String cut = value.length() > LABEL_MAX ? value.substring(0, LABEL_MAX) : value;
        String trimmed = cut.replaceAll("^[-_.]+|[-_.]+$", "");
        if (labels.path(name).asText().isEmpty() && !trimmed.isEmpty()) {
            set(labels, "labels", name, trimmed);
        }
    }

    void overrides(ObjectNode overrides) {
        set(annotations, "annotations", Injection.OVERRIDES, overrides.toString());
    }

    void scraping(int statusPort) {
        for (String name : List.of("path", "port", "scrape")) {
            remember(annotations, "annotations", Scraping.PREFIX + name);
        }
        Scraping.lead(annotations, statusPort);
    }

    /// @param added names of all that the pod has got, by list
    /// @param probes as they were, by path
    void annotations(
            PodSettings settings, Map<String, List<String>> added, Map<String, ObjectNode> probes) {
        annotation(Choosing.REVISION, config.revision());
        request.pod()
                .path("spec")
                .path("containers")
                .valueStream()
                .map(Json::name)
                .filter(name -> !name.equals(PodFacts.PROXY))
                .findFirst()
                .ifPresent(first -> {
                    unlessWritten("kubectl.kubernetes.io/default-container", first);
                    unlessWritten("kubectl.kubernetes.io/default-logs-container", first);
                });
        config.annotations().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> annotation(entry.getKey(), entry.getValue()));
        CaptureRules rules = settings.capture();
        if (rules != null) {
            InitContainers.files(rules)
                    .forEach((file, text) ->
                            annotation(InitContainers.ANNOTATIONS.getOrDefault(file, file), text));
        }
        ObjectNode status = Json.object();
        added.forEach((list, names) -> status.set(list, Json.array(names)));
        status.put("revision", config.revision());
        annotation(PodFacts.STATUS, status.toString());
        if (!probes.isEmpty()) {
            ObjectNode originals = Json.child(undo, "probes");
            probes.forEach(originals::set);
        }
        annotations.put(UNDO, undo.toString());
    }

    private void unlessWritten(String name, String value) {
        if (!annotations.has(name)) {
            annotation(name, value);
        }
    }

    private void annotation(String name, String value) {
        set(annotations, "annotations", name, value);
    }

    private void set(ObjectNode of, String kind, String name, String value) {
        remember(of, kind, name);
        of.put(name, value);
    }

    private void remember(ObjectNode of, String kind, String name) {
        ObjectNode before = Json.child(undo, kind);
        JsonNode value = of.get(name);
        if (!before.has(name)) {
            before.set(name, value);
        }
    }
}
