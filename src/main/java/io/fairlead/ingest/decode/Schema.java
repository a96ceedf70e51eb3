package io.fairlead.ingest.decode;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which fields a kind has. Read from `istio.fields`, `core.fields`, `fairlead.fields` and `install.fields`
/// beside this class.
///
/// @param kinds by `group/Kind`
record Schema(Map<String, Kind> kinds) {
    /// One kind.
    ///
    /// @param versions that are accepted; they all have the same fields
    record Kind(String group, String name, Set<String> versions, Fields fields) {}

    /// The fields that everything made of named fields has.
    ///
    /// @param exclusive at most one of these may be written; empty when there is no such rule
    record Fields(SequencedMap<String, Field> fields, List<String> exclusive) implements Type {}

    /// A named field.
    record Field(boolean required, Type type) {}

    /// What may stand at a place.
    sealed interface Type permits Fields, ListOf, MapOf, Word, Anything {}

    /// A list.
    record ListOf(Type item) implements Type {}

    /// A mapping with free keys.
    record MapOf(Type value) implements Type {}

    /// Whatever it is, nobody looks.
    record Anything() implements Type {}

    /// A word or number.
    ///
    /// @param words the only ones allowed; empty for any
    /// @param min null for no bound
    record Word(
            Basic basic,
            List<String> words,
            @Nullable Double min,
            @Nullable Double max,
            boolean nonEmpty)
            implements Type {}

    /// Basic types of words.
    enum Basic {
        STRING,
        INT,
        NUMBER,
        BOOL,
        DURATION,
        INT_OR_STRING
    }

    @Nullable Kind kind(String group, String kind) {
        return kinds.get(group + "/" + kind);
    }
}
