package io.fairlead.minicluster.api.verb;

import io.fairlead.minicluster.api.model.ApiError;
import java.util.ArrayList;
import java.util.List;

/// How a write is asked for.
///
/// @param dryRun decide everything, store nothing
/// @param warnings what the sender should know; grows while the write is decided
public record WriteOptions(boolean dryRun, FieldValidation validation, List<String> warnings) {

    /// What becomes of fields that the schema doesn't know.
    public enum FieldValidation {
        IGNORE,
        WARN,
        STRICT
    }

    /// Reads the parameters of a request.
    public static WriteOptions parse(String dryRun, String fieldValidation) {
        if (!dryRun.isEmpty() && !dryRun.equals("All")) {
            throw ApiError.badRequest(
                    "invalid: dryRun: Unsupported value: \"%s\": supported values: \"All\""
                            .formatted(dryRun));
        }
        FieldValidation validation =
                switch (fieldValidation) {
                    case "Ignore" -> FieldValidation.IGNORE;
                    case "Strict" -> FieldValidation.STRICT;
                    case "", "Warn" -> FieldValidation.WARN;
                    default ->
                            throw ApiError.badRequest(
                                    ("invalid: fieldValidation: Unsupported value: \"%s\": supported values:"
                                                    + " \"Ignore\", \"Strict\", \"Warn\"")
                                            .formatted(fieldValidation));
                };
        return new WriteOptions(!dryRun.isEmpty(), validation, new ArrayList<>());
    }
}
