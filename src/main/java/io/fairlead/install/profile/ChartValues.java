package io.fairlead.install.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.install.chart.Layers;
import java.util.List;
import java.util.stream.StreamSupport;

/// A specification as values of the chart `fairlead`, which is what Helm would be given.
final class ChartValues {
    private static final List<String> STANDARD =
            List.of("istio-ingressgateway", "istio-egressgateway");
    private static final List<String> ADDONS = List.of("prometheus", "grafana", "tracing", "kiali");

    private final ObjectNode spec;

    ChartValues(ObjectNode spec) {
        this.spec = spec;
    }

    private static ObjectNode empty() {
        return JsonNodeFactory.instance.objectNode();
    }

    private ObjectNode at(String pointer) {
        return spec.at(pointer) instanceof ObjectNode object ? object.deepCopy() : empty();
    }

    /// Of the whole chart. Gateways other than the two that it has are not in it.
    ObjectNode whole() {
        ObjectNode values = empty();
        values.set("global", global());
        values.set("base", Layers.over(at("/values/base"), enabled("/components/base", true)));
        values.set("istiod", istiod());
        STANDARD.forEach(name -> values.set(name, empty().put("enabled", false)));
        for (JsonNode gateway : Gateways.of(spec)) {
            String name = gateway.path("name").asText();
            if (STANDARD.contains(name)) {
                values.set(name, gateway(gateway));
            }
        }
        ObjectNode addons = empty();
        ADDONS.forEach(name -> addons.set(name, at("/values/" + name)));
        values.set("addons", addons);
        return values;
    }

    /// Names and values of those other gateways that are switched on.
    List<ObjectNode> others() {
        return StreamSupport.stream(Gateways.of(spec).spliterator(), false)
                .filter(gateway -> !STANDARD.contains(gateway.path("name").asText()))
                .filter(gateway -> gateway.path("enabled").asBoolean(false))
                .map(gateway -> {
                    ObjectNode values = gateway(gateway);
                    values.set("global", global());
                    return values;
                })
                .toList();
    }

    private ObjectNode enabled(String pointer, boolean otherwise) {
        return empty().put("enabled", spec.at(pointer + "/enabled").asBoolean(otherwise));
    }

    private ObjectNode global() {
        ObjectNode global = at("/values/global");
        global.remove("istioNamespace");
        for (String image : List.of("hub", "tag")) {
            if (!global.has(image) && spec.has(image)) {
                global.set(image, spec.get(image));
            }
        }
        if (global.path("trustDomain").asText().isEmpty()
                && spec.at("/meshConfig/trustDomain").isTextual()) {
            global.set("trustDomain", spec.at("/meshConfig/trustDomain"));
        }
        ObjectNode addons = global.putObject("addons");
        ADDONS.forEach(name ->
                addons.put(
                        name, spec.at("/addonComponents/" + name + "/enabled").asBoolean(false)));
        return global;
    }

    private String revision() {
        return spec.path("revision").asText(spec.at("/values/revision").asText());
    }

    private ObjectNode istiod() {
        ObjectNode istiod = enabled("/components/pilot", true);
        istiod.put("revision", revision());
        ObjectNode pilot = at("/values/pilot");
        istiod.set("pilot", Layers.over(Kubernetes.values(at("/components/pilot/k8s")), pilot));
        istiod.set("sidecarInjectorWebhook", at("/values/sidecarInjectorWebhook"));
        istiod.set("meshConfig", at("/meshConfig"));
        return istiod;
    }

    private ObjectNode gateway(JsonNode gateway) {
        String name = gateway.path("name").asText();
        ObjectNode values = at("/values/gateways/" + name);
        ObjectNode own = empty();
        own.put("enabled", gateway.path("enabled").asBoolean(false));
        own.put("name", name);
        own.put("revision", revision());
        if (gateway.get("label") instanceof ObjectNode labels) {
            own.set("labels", labels.deepCopy());
        }
        ObjectNode kubernetes =
                gateway.get("k8s") instanceof ObjectNode written
                        ? Kubernetes.values(written)
                        : empty();
        return Layers.over(own, Layers.over(kubernetes, values));
    }
}
