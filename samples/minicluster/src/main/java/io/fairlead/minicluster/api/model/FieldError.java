package io.fairlead.minicluster.api.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is wrong with one field, in Kubernetes' words.
///
/// @param field path, for example `spec.containers[0].name`
/// @param reason for programs, for example `FieldValueRequired`
public record FieldError(String field, String reason, String message) {

    public static FieldError required(String field, String detail) {
        return new FieldError(
                field,
                "FieldValueRequired",
                detail.isEmpty() ? "Required value" : "Required value: " + detail);
    }

    public static FieldError invalid(String field, JsonNode value, String detail) {
        return new FieldError(
                field, "FieldValueInvalid", "Invalid value: %s: %s".formatted(value, detail));
    }

    /// One for each of these fields that is less than nothing.
    ///
    /// @param prefix path to the place, with a dot at its end
    /// @param fields names, or paths below the place
    public static List<FieldError> negative(String prefix, JsonNode place, String... fields) {
        return Stream.of(fields)
                .map(field -> Map.entry(field, place.at("/" + field.replace('.', '/'))))
                .filter(entry -> entry.getValue().asLong() < 0)
                .map(entry ->
                        invalid(
                                prefix + entry.getKey(),
                                entry.getValue(),
                                "must be greater than or equal to 0"))
                .toList();
    }

    /// Where the value was of a wrong type, Kubernetes shows that type instead of the value.
    public static FieldError type(String field, String found, String expected) {
        return new FieldError(
                field,
                "FieldValueTypeInvalid",
                "Invalid value: \"%s\": %s in body must be of type %s: \"%s\""
                        .formatted(found, field, expected, found));
    }

    public static FieldError unsupported(
            String field, JsonNode value, Collection<String> supported) {
        return new FieldError(
                field,
                "FieldValueNotSupported",
                "Unsupported value: %s: supported values: %s"
                        .formatted(
                                value,
                                supported.stream()
                                        .map(one -> "\"" + one + "\"")
                                        .collect(Collectors.joining(", "))));
    }

    public static FieldError duplicate(String field, JsonNode value) {
        return new FieldError(field, "FieldValueDuplicate", "Duplicate value: " + value);
    }

    public static FieldError forbidden(String field, String detail) {
        return new FieldError(field, "FieldValueForbidden", "Forbidden: " + detail);
    }

    @Override
    public String toString() {
        return field + ": " + message;
    }
}
