package io.fairlead.minicluster.api.cel;

import com.fasterxml.jackson.databind.JsonNode;
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
                        CelValues.of(request.path("object")),
                        "oldObject",
                        CelValues.of(request.path("oldObject")),
                        "request",
                        CelValues.of(request)));
    }

    /// Of a rule at a place in a schema.
    ///
    /// @param old null where nothing was there
    /// @param optional whether the old value is an optional one
    static Variables of(Object self, @Nullable Object old, boolean optional) {
        if (optional) {
            return new Variables(Map.of("self", self, "oldSelf", Optional.ofNullable(old)));
        }
        return new Variables(
                old == null ? Map.of("self", self) : Map.of("self", self, "oldSelf", old));
    }
}
