package io.fairlead.minicluster.api.patch;

import static io.fabric8.zjsonpatch.CompatibilityFlags.FORBID_REMOVE_MISSING_OBJECT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import io.fabric8.zjsonpatch.Operation;
import io.fairlead.minicluster.api.model.ApiError;
import java.util.EnumSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Picks the kind of patch by the type of its body.
public final class Patches {

    public static final String JSON = "application/json-patch+json";
    public static final String MERGE = "application/merge-patch+json";
    public static final String STRATEGIC = "application/strategic-merge-patch+json";

    /// Isn't a patch but what its sender wants of the object, in YAML or JSON.
    public static final String APPLY = "application/apply-patch+yaml";

    private Patches() {}

    /// The changed object; a strategic patch needs to know how the lists of the type are merged.
    public static ObjectNode apply(
            String mediaType, ObjectNode object, JsonNode patch, MergeKeys keys) {
        JsonNode changed =
                switch (mediaType) {
                    case JSON -> {
                        if (!(patch instanceof ArrayNode operations)) {
                            throw ApiError.badRequest(
                                    "a JSON patch is a list of operations, got "
                                            + patch.getNodeType());
                        }
                        yield operate(object, operations);
                    }
                    case MERGE -> merge(object.deepCopy(), patch);
                    case STRATEGIC -> {
                        if (!(patch instanceof ObjectNode wanted)) {
                            throw ApiError.badRequest(
                                    "a strategic merge patch is an object, got "
                                            + patch.getNodeType());
                        }
                        yield new StrategicPatch(keys).apply(object, wanted);
                    }
                    default ->
                            throw ApiError.unsupportedMediaType(
                                    JSON + ", " + MERGE + ", " + STRATEGIC);
                };
        if (changed instanceof ObjectNode whole) {
            return whole;
        }
        throw ApiError.badRequest("the patch leaves no object");
    }

    /// RFC 6902.
    private static JsonNode operate(ObjectNode object, ArrayNode operations) {
        try {
            return JsonPatch.apply(operations, object, EnumSet.of(FORBID_REMOVE_MISSING_OBJECT));
        } catch (JsonPatchException wrong) {
            // Only what was understood has an operation.
            @Nullable Operation operation = wrong.getOperation();
            throw operation == null
                    ? ApiError.badRequest("a JSON patch: " + wrong.getMessage())
                    : ApiError.unprocessable(
                            "the server rejected our request due to an error in our request: "
                                    + wrong);
        } catch (IllegalArgumentException wrong) {
            throw ApiError.badRequest("path of a JSON patch: " + wrong.getMessage());
        }
    }

    /// RFC 7386.
    static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        ObjectNode result = target instanceof ObjectNode object ? object : changes.objectNode();
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            if (change.getValue().isNull()) {
                result.remove(change.getKey());
            } else {
                result.set(change.getKey(), merge(result.path(change.getKey()), change.getValue()));
            }
        }
        return result;
    }
}
