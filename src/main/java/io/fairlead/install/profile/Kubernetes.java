package io.fairlead.install.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/// The field `k8s` of a component in the words of our charts' values.
final class Kubernetes {

    /// What is called otherwise there; all else has the same name.
    private static final Map<String, String> NAMES =
            Map.of(
                    "/service/type", "type",
                    "/service/ports", "ports",
                    "/service/loadBalancerIP", "loadBalancerIP",
                    "/service/externalTrafficPolicy", "externalTrafficPolicy",
                    "/hpaSpec/minReplicas", "autoscaleMin",
                    "/hpaSpec/maxReplicas", "autoscaleMax");

    private Kubernetes() {}

    static ObjectNode values(ObjectNode k8s) {
        ObjectNode values = k8s.deepCopy();
        values.remove("service");
        values.remove("hpaSpec");
        NAMES.forEach((pointer, name) -> {
            JsonNode value = k8s.at(pointer);
            if (!value.isMissingNode()) {
                values.set(name, value);
            }
        });
        if (k8s.has("hpaSpec")) {
            values.put("autoscaleEnabled", true);
        }
        if (k8s.has("env")) {
            ObjectNode variables = JsonNodeFactory.instance.objectNode();
            k8s.get("env")
                    .forEach(one ->
                            variables.put(one.path("name").asText(), one.path("value").asText()));
            values.set("env", variables);
        }
        return values;
    }
}
