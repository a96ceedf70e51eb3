package io.fairlead.minicluster.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.model.FieldError;
import io.fairlead.minicluster.api.model.ResourceType;

/// What a request is about.
///
/// @param namespace empty for all of them, and for types that have none
/// @param name empty for a list
/// @param subresource empty for the object itself
public record Target(Served served, String namespace, String name, String subresource) {

    public ResourceType type() {
        return served.type();
    }

    /// The same object, if it can be read as one of its type: else the patch is to blame, not the request.
    public ObjectNode fitting(ObjectNode object, JsonNode patch) {
        for (FieldError wrong : Admission.undecodable(served, object)) {
            throw ApiError.unfitPatch(patch, wrong);
        }
        return object;
    }

    public String key() {
        return type().key(namespace, name);
    }
}
