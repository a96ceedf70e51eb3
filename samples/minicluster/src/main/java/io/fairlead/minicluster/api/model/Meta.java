package io.fairlead.minicluster.api.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// The metadata of an object, read and written in its tree.
public record Meta(ObjectNode node) {

    /// The metadata of this object, made where it has none.
    public static Meta of(ObjectNode object) {
        return new Meta(object.withObjectProperty("metadata"));
    }

    public String name() {
        return text("name");
    }

    public String namespace() {
        return text("namespace");
    }

    public String uid() {
        return text("uid");
    }

    /// 0 where there is none.
    public long resourceVersion() {
        return Long.parseLong("0" + text("resourceVersion"));
    }

    public boolean beingDeleted() {
        return node.hasNonNull("deletionTimestamp");
    }

    public List<String> finalizers() {
        List<String> finalizers = new ArrayList<>();
        node.path("finalizers").forEach(one -> finalizers.add(one.asText()));
        return finalizers;
    }

    public void finalizers(List<String> finalizers) {
        node.remove("finalizers");
        if (!finalizers.isEmpty()) {
            ArrayNode array = node.putArray("finalizers");
            finalizers.forEach(array::add);
        }
    }

    /// A field's text; empty where there is none.
    public String text(String field) {
        return node.path(field).asText("");
    }

    /// Keeps a field as `old` has it.
    public void keep(String field, Meta old) {
        JsonNode value = old.node.get(field);
        if (value == null) {
            node.remove(field);
        } else {
            node.set(field, value);
        }
    }
}
