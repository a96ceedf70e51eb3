package io.fairlead.ingest.decode;

import io.fairlead.model.config.Problem.Told;
import org.jspecify.annotations.Nullable;

/// Says of every key that is written twice in one mapping.
final class Duplicates {
    private Duplicates() {}

    static void tell(@Nullable Tree tree, String path, Complaints complaints) {
        switch (tree) {
            case Tree.Mapping mapping -> {
                for (Tree.Duplicate twice : mapping.duplicates()) {
                    complaints.error(
                            "duplicate-key",
                            twice.second(),
                            path.isEmpty() ? twice.key() : path + "." + twice.key(),
                            new Told(
                                    "\"%s\" is written twice, in lines %d and %d"
                                            .formatted(twice.key(), twice.first(), twice.second()),
                                    "a key stands once in a mapping",
                                    "remove one of the two"));
                }
                mapping.entries()
                        .forEach((key, entry) ->
                                tell(
                                        entry.value(),
                                        path.isEmpty() ? key : path + "." + key,
                                        complaints));
            }
            case Tree.Sequence sequence -> {
                for (int i = 0; i < sequence.items().size(); i++) {
                    tell(sequence.items().get(i), path + "[" + i + "]", complaints);
                }
            }
            case Tree.Scalar _ -> {
                // Nothing inside.
            }
            case null -> {
                // Nothing inside either.
            }
        }
    }
}
