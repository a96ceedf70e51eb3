package io.fairlead.minicluster.api.verb;

import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.auth.User;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// How a write is asked for.
///
/// @param manager as who the sender owns the fields that it writes
/// @param dryRun decide everything, store nothing
/// @param warnings what the sender should know; grows while the write is decided
public record WriteOptions(
        User user,
        String manager,
        boolean dryRun,
        FieldValidation validation,
        List<String> warnings) {

    private static final int MANAGER_MAX = 128;

    /// What becomes of fields that the schema doesn't know.
    public enum FieldValidation {
        IGNORE,
        WARN,
        STRICT
    }

    /// Reads the parameters of a request.
    public static WriteOptions parse(
            User user, String manager, String dryRun, String fieldValidation) {
        if (manager.length() > MANAGER_MAX || !manager.matches("\\P{Cntrl}*")) {
            throw ApiError.unprocessable(
                    "fieldManager: Invalid value: may not be more than %d printable characters"
                            .formatted(MANAGER_MAX));
        }
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
        return new WriteOptions(
                user, manager, !dryRun.isEmpty(), validation, new CopyOnWriteArrayList<>());
    }

    /// Tells the sender once, however often the write is decided.
    void warn(String warning) {
        if (!warnings.contains(warning)) {
            warnings.add(warning);
        }
    }

    /// For what others change: what the schema doesn't know is dropped without a word.
    WriteOptions lenient() {
        return new WriteOptions(user, manager, dryRun, FieldValidation.IGNORE, warnings);
    }
}
