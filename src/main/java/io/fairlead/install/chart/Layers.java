package io.fairlead.install.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Values over values.
public final class Layers {
    private Layers() {}

    /// A new tree: mappings are joined, all else is replaced.
    public static ObjectNode over(ObjectNode upper, ObjectNode lower) {
        ObjectNode made = lower.deepCopy();
        upper.properties()
                .forEach(e -> {
                    JsonNode below = made.get(e.getKey());
                    boolean join = e.getValue().isObject() && below instanceof ObjectNode;
                    made.set(
                            e.getKey(),
                            join
                                    ? over((ObjectNode) e.getValue(), (ObjectNode) below)
                                    : e.getValue().deepCopy());
                });
        return made;
    }
}
