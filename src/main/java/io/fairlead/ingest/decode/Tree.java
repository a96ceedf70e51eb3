package io.fairlead.ingest.decode;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A value as it was written, with its line (counted from 1). YAML and JSON both become this.
sealed interface Tree {
    int line();

    /// For messages: `a list`, `the number 5`.
    String describe();

    /// Keys and values; a key whose value is null is left out, because null means "not written".
    ///
    /// @param duplicates keys that were written again; the first of each is the entry
    record Mapping(int line, SequencedMap<String, Entry> entries, List<Duplicate> duplicates)
            implements Tree {
        public Mapping {
            entries = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(entries));
            duplicates = List.copyOf(duplicates);
        }

        @Nullable Tree get(String key) {
            Entry entry = entries.get(key);
            return entry == null ? null : entry.value();
        }

        @Override
        public String describe() {
            return "a mapping";
        }
    }

    /// A key that was written twice.
    record Duplicate(String key, int first, int second) {}

    /// A value and the line of its key.
    record Entry(int line, Tree value) {}

    /// A list.
    record Sequence(int line, List<Tree> items) implements Tree {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String describe() {
            return "a list";
        }
    }

    /// One word or number.
    record Scalar(int line, Type type, String text) implements Tree {
        @Override
        public String describe() {
            return switch (type) {
                case STRING -> "the string \"" + text + "\"";
                case INT, FLOAT -> "the number " + text;
                case BOOL -> "the boolean " + text;
                case NULL -> "null";
            };
        }
    }

    /// What a scalar is by YAML's rules (1.1, as Kubernetes reads it): `yes` is a boolean, `"yes"` a string.
    enum Type {
        STRING,
        INT,
        FLOAT,
        BOOL,
        NULL
    }
}
