package io.fairlead.minicluster.api.cel;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.minicluster.api.schema.Schema;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an expression may name, with its values.
public record Variables(Map<String, ?> values) {

    public Variables {
        values = Map.copyOf(values);
    }

    /// Of a match condition.
    ///
    /// @param request of an `AdmissionReview`
    public static Variables of(JsonNode request) {
        return new Variables(
                Map.of(
                        "object",
                        CelValues.plain(request.path("object")),
                        "oldObject",
                        CelValues.plain(request.path("oldObject")),
                        "request",
                        CelValues.plain(request)));
    }

    /// Of a rule at a place in a schema.
    ///
    /// @param old null where nothing was there
    /// @param optional whether the old value is an optional one
    static Variables of(JsonNode self, @Nullable JsonNode old, Schema schema, boolean optional) {
        Object now = CelValues.of(self, schema);
        if (optional) {
            return new Variables(
                    Map.of(
                            "self",
                            now,
                            "oldSelf",
                            Optional.ofNullable(old).map(one -> CelValues.of(one, schema))));
        }
        return new Variables(
                old == null
                        ? Map.of("self", now)
                        : Map.of("self", now, "oldSelf", CelValues.of(old, schema)));
    }
}
