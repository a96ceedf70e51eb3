package io.fairlead.inject.patch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.inject.decide.PodFacts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Takes the proxy out of a pod again. A pod that Istio injected loses what Istio's annotations name, and gets its
/// probes back from the proxy's variables.
public final class Uninjection {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> LISTS =
            List.of("containers", "initContainers", "volumes", "imagePullSecrets");

    /// What an injector adds that doesn't remember it.
    private static final List<String> LABELS =
            List.of(
                    "security.istio.io/tlsMode",
                    "service.istio.io/canonical-name",
                    "service.istio.io/canonical-revision");

    private static final List<String> ANNOTATIONS =
            List.of(
                    "istio.io/rev",
                    PodFacts.STATUS,
                    Injection.OVERRIDES,
                    "kubectl.kubernetes.io/default-container",
                    "kubectl.kubernetes.io/default-logs-container");

    private final ObjectNode pod;
    private final ObjectNode spec;
    private final ObjectNode annotations;
    private final ObjectNode undo;

    private Uninjection(ObjectNode of) {
        this.pod = of.deepCopy();
        this.spec = Json.child(pod, "spec");
        this.annotations = Json.child(Json.child(pod, "metadata"), "annotations");
        this.undo = json(annotations.path(Metadata.UNDO).asText("{}"));
    }

    /// The pod without its proxy; as it is when it has none.
    public static ObjectNode uninject(ObjectNode pod) {
        return PodFacts.of(pod, "").injected() ? new Uninjection(pod).uninject() : pod.deepCopy();
    }

    private static ObjectNode json(String text) {
        try {
            return MAPPER.readTree(text) instanceof ObjectNode object ? object : Json.object();
        } catch (JsonProcessingException _) {
            // Somebody wrote over it: then nothing is known of what was before.
            return Json.object();
        }
    }

    private ObjectNode uninject() {
        ObjectNode status = json(annotations.path(PodFacts.STATUS).asText());
        ObjectNode overrides = json(annotations.path(Injection.OVERRIDES).asText("{}"));
        ObjectNode probes = originals();
        for (String list : LISTS) {
            remove(list, status.path(list));
            overrides.path(list).forEach(own -> Json.list(spec, list).insert(0, own));
            for (ObjectNode container : Json.objects(spec.path(list))) {
                restore(container, probes);
            }
        }
        metadata("labels", LABELS);
        metadata("annotations", ANNOTATIONS);
        annotations.remove(Metadata.UNDO);
        tidy(Json.child(pod, "metadata"), "labels");
        tidy(Json.child(pod, "metadata"), "annotations");
        tidy(pod, "metadata");
        return pod;
    }

    private void remove(String list, JsonNode names) {
        Set<String> gone = new HashSet<>();
        names.forEach(name -> gone.add(name.asText()));
        if (spec.get(list) instanceof ArrayNode items) {
            for (int i = items.size() - 1; i >= 0; i--) {
                if (gone.contains(Json.name(items.get(i)))) {
                    items.remove(i);
                }
            }
            if (items.isEmpty()) {
                spec.remove(list);
            }
        }
    }

    /// Probes as they were, by the path that the kubelet asks now.
    private ObjectNode originals() {
        if (undo.get("probes") instanceof ObjectNode known) {
            return known;
        }
        for (String list : LISTS) {
            for (JsonNode container : spec.path(list)) {
                for (JsonNode variable : container.path("env")) {
                    if (Json.name(variable).equals("ISTIO_KUBE_APP_PROBERS")) {
                        return json(variable.path("value").asText());
                    }
                }
            }
        }
        return Json.object();
    }

    private static void restore(ObjectNode container, ObjectNode probes) {
        for (String field : List.of("readinessProbe", "livenessProbe", "startupProbe")) {
            restore(container.get(field), probes);
        }
        for (String field : List.of("preStop", "postStart")) {
            restore(container.path("lifecycle").get(field), probes);
        }
    }

    private static void restore(@Nullable JsonNode probe, ObjectNode probes) {
        if (probe instanceof ObjectNode object
                && probes.get(object.path("httpGet").path("path").asText())
                        instanceof ObjectNode original) {
            object.remove("httpGet");
            original.properties().stream()
                    .filter(entry -> entry.getValue().isObject())
                    .forEach(entry -> object.set(entry.getKey(), entry.getValue().deepCopy()));
        }
    }

    private void metadata(String kind, List<String> known) {
        ObjectNode now = Json.child(Json.child(pod, "metadata"), kind);
        if (!undo.isEmpty()) {
            undo.path(kind)
                    .properties()
                    .forEach(before -> {
                        if (before.getValue().isNull()) {
                            now.remove(before.getKey());
                        } else {
                            now.set(before.getKey(), before.getValue());
                        }
                    });
        } else {
            now.remove(known);
        }
    }

    private static void tidy(ObjectNode parent, String key) {
        if (parent.path(key).isEmpty()) {
            parent.remove(key);
        }
    }
}
