package io.fairlead.minicluster.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.model.Meta;

/// How something is to be deleted.
///
/// @param graceSeconds negative when the sender doesn't say
/// @param propagation `Background`, `Foreground` or `Orphan`
/// @param preconditions `uid` and `resourceVersion` that the object must have
public record DeleteOptions(long graceSeconds, String propagation, JsonNode preconditions) {

    public DeleteOptions {
        switch (propagation) {
            case "Background", "Foreground", "Orphan" -> {}
            default ->
                    throw ApiError.badRequest(
                            ("invalid: propagationPolicy: Unsupported value: \"%s\": supported values:"
                                            + " \"Background\", \"Foreground\", \"Orphan\"")
                                    .formatted(propagation));
        }
    }

    void check(Target target, Meta meta) {
        String uid = preconditions.path("uid").asText("");
        String version = preconditions.path("resourceVersion").asText("");
        boolean fits =
                (uid.isEmpty() || uid.equals(meta.uid()))
                        && (version.isEmpty() || version.equals(meta.text("resourceVersion")));
        if (!fits) {
            throw ApiError.conflict(
                    target.type(),
                    target.name(),
                    "Precondition failed: the object is %s in version %s"
                            .formatted(meta.uid(), meta.text("resourceVersion")));
        }
    }
}
