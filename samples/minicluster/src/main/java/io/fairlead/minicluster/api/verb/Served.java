package io.fairlead.minicluster.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ResourceType;
import io.fairlead.minicluster.api.schema.Schema;

/// A type that can be asked for.
///
/// @param definition name of its schema
/// @param version what a CustomResourceDefinition says of this version; missing for a built-in kind
public record Served(ResourceType type, String definition, Schema schema, JsonNode version) {

    /// The object as this version shows it.
    public ObjectNode show(ObjectNode stored) {
        if (stored.path("apiVersion").asText().equals(type.apiVersion())) {
            return stored;
        }
        ObjectNode shown = stored.objectNode();
        shown.setAll(stored);
        return shown.put("apiVersion", type.apiVersion());
    }
}
