package io.fairlead.minicluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What changed in a text, as a JSON merge patch: what others wrote into the object stays. Pure.
final class Changes {

    private Changes() {}

    /// The patch that leads from one text to another; empty where they say the same.
    ///
    /// @param before what was applied the last time; empty where nothing was
    static ObjectNode between(ObjectNode before, ObjectNode after) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        before.fieldNames()
                .forEachRemaining(name -> {
                    if (!after.has(name)) {
                        patch.putNull(name);
                    }
                });
        after.properties()
                .forEach(field -> {
                    JsonNode old = before.path(field.getKey());
                    JsonNode now = field.getValue();
                    if (now instanceof ObjectNode object && old instanceof ObjectNode was) {
                        ObjectNode inner = between(was, object);
                        if (!inner.isEmpty()) {
                            patch.set(field.getKey(), inner);
                        }
                    } else if (!now.equals(old)) {
                        patch.set(field.getKey(), now);
                    }
                });
        return patch;
    }
}
