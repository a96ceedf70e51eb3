package io.fairlead.install.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.install.chart.Layers;
import java.util.List;

/// The lists of gateways of two specifications, joined by name: a file says of a gateway only what it wants changed.
final class Gateways {
    static final List<String> LISTS = List.of("ingressGateways", "egressGateways");

    private Gateways() {}

    /// One specification over another.
    static ObjectNode over(ObjectNode upper, ObjectNode lower) {
        ObjectNode made = Layers.over(upper, lower);
        for (String list : LISTS) {
            if (lower.at("/components/" + list) instanceof ArrayNode below
                    && upper.at("/components/" + list) instanceof ArrayNode above
                    && made.get("components") instanceof ObjectNode components) {
                components.set(list, joined(above, below));
            }
        }
        return made;
    }

    private static ArrayNode joined(ArrayNode upper, ArrayNode lower) {
        ArrayNode made = lower.deepCopy();
        for (JsonNode gateway : upper) {
            int at = find(made, gateway.path("name").asText());
            if (at >= 0
                    && gateway instanceof ObjectNode above
                    && made.get(at) instanceof ObjectNode below) {
                made.set(at, Layers.over(above, below));
            } else {
                made.add(gateway.deepCopy());
            }
        }
        return made;
    }

    private static int find(ArrayNode gateways, String name) {
        for (int i = 0; i < gateways.size(); i++) {
            if (gateways.get(i).path("name").asText().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /// All of both lists.
    static Iterable<JsonNode> of(ObjectNode spec) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        LISTS.forEach(list -> spec.at("/components/" + list).forEach(all::add));
        return all;
    }
}
