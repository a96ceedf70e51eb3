package io.fairlead.minicluster.api.verb;

import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.auth.User;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// How a write is asked for.
///
/// @param dryRun decide everything, store nothing
/// @param warnings what the sender should know; grows while the write is decided
public record WriteOptions(
        User user, boolean dryRun, FieldValidation validation, List<String> warnings) {

    /// What becomes of fields that the schema doesn't know.
    public enum FieldValidation {
        IGNORE,
        WARN,
        STRICT
    }

    /// Reads the parameters of a request.
    public static WriteOptions parse(User user, String dryRun, String fieldValidation) {
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
        return new WriteOptions(user, !dryRun.isEmpty(), validation, new CopyOnWriteArrayList<>());
    }

    /// For what others change: what the schema doesn't know is dropped without a word.
    WriteOptions lenient() {
        return new WriteOptions(user, dryRun, FieldValidation.IGNORE, warnings);
    }
}
