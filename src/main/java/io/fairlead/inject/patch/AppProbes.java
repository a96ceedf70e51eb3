package io.fairlead.inject.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.inject.decide.PodFacts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Probes of applications, which the kubelet asks through the proxy: it doesn't speak the mesh's TLS, and a captured
/// TCP port always accepts. Mutable, lives for one pod.
final class AppProbes {

    private static final Map<String, String> PROBES =
            Map.of(
                    "readinessProbe",
                    "readyz",
                    "livenessProbe",
                    "livez",
                    "startupProbe",
                    "startupz");
    private static final Map<String, String> HOOKS =
            Map.of("preStop", "prestopz", "postStart", "poststartz");
    private static final List<String> HANDLERS = List.of("httpGet", "tcpSocket", "grpc");

    private final int statusPort;
    private final ObjectNode probers = Json.object();
    private final Map<String, ObjectNode> originals = new TreeMap<>();

    AppProbes(int statusPort) {
        this.statusPort = statusPort;
    }

    /// What the proxy has to ask, by path: the value of `ISTIO_KUBE_APP_PROBERS`. Empty when there is nothing.
    ObjectNode probers() {
        return probers;
    }

    /// What was written, by path.
    Map<String, ObjectNode> originals() {
        return originals;
    }

    /// Leads the probes of all containers to the proxy.
    void rewrite(ObjectNode spec) {
        for (String list : List.of("initContainers", "containers")) {
            for (ObjectNode container : Json.objects(spec.path(list))) {
                if (!Json.name(container).equals(PodFacts.PROXY)) {
                    container(container);
                }
            }
        }
    }

    private void container(ObjectNode container) {
        String name = Json.name(container);
        new TreeMap<>(PROBES)
                .forEach((field, word) -> {
                    if (container.get(field) instanceof ObjectNode probe) {
                        lead(container, probe, "/app-health/%s/%s".formatted(name, word), true);
                    }
                });
        new TreeMap<>(HOOKS)
                .forEach((field, word) -> {
                    if (container.path("lifecycle").get(field) instanceof ObjectNode hook) {
                        lead(container, hook, "/app-lifecycle/%s/%s".formatted(name, word), false);
                    }
                });
    }

    /// A command, and a port by a name that no port has, stays as it is.
    private void lead(ObjectNode container, ObjectNode probe, String path, boolean probes) {
        for (String handler : HANDLERS) {
            if (probe.get(handler) instanceof ObjectNode asked
                    && (probes || !handler.equals("grpc"))) {
                ObjectNode resolved = resolved(container, asked);
                if (resolved == null || resolved.path("port").asInt() == statusPort) {
                    return;
                }
                ObjectNode prober = Json.object(handler, resolved);
                if (probes && probe.has("timeoutSeconds")) {
                    prober.set("timeoutSeconds", probe.get("timeoutSeconds").deepCopy());
                }
                probers.set(path, prober);
                originals.put(path, Json.object(handler, asked.deepCopy()));
                replace(probe, handler, path);
                return;
            }
        }
    }

    /// Headers stay on the way to the proxy; it sends them on. Between the kubelet and the proxy there is no TLS.
    private void replace(ObjectNode probe, String handler, String path) {
        ObjectNode asked = Json.object("path", path, "port", statusPort);
        JsonNode headers = probe.path(handler).path("httpHeaders");
        if (!headers.isMissingNode()) {
            asked.set("httpHeaders", headers.deepCopy());
        }
        probe.remove(handler);
        probe.set("httpGet", asked);
    }

    private static @Nullable ObjectNode resolved(ObjectNode container, ObjectNode asked) {
        ObjectNode resolved = asked.deepCopy();
        JsonNode port = asked.path("port");
        if (port.isTextual() && !port.asText().matches("[0-9]+")) {
            for (JsonNode known : container.path("ports")) {
                if (Json.name(known).equals(port.asText())) {
                    resolved.put("port", known.path("containerPort").asInt());
                    return resolved;
                }
            }
            return null;
        }
        resolved.put("port", port.asInt());
        return resolved;
    }
}
