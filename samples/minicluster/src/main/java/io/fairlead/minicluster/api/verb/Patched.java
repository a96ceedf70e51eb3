package io.fairlead.minicluster.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.model.FieldError;

/// What patches make of objects.
public final class Patched {

    private Patched() {}

    /// The same object, if it can be read as one of its type: else the patch is to blame, not the request.
    public static ObjectNode fitting(Target target, ObjectNode object, JsonNode patch) {
        for (FieldError wrong : Admission.undecodable(target.served(), object)) {
            throw ApiError.unfitPatch(patch, wrong);
        }
        return object;
    }
}
