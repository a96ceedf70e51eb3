package io.fairlead.model.config;

import java.time.Instant;
import java.util.Map;

/// What every object carries. The place where it was written is not part of it: moving an object inside its file
/// changes nothing (see [Origin]).
///
/// @param created the object's creationTimestamp, [Instant#EPOCH] when it has none
public record Meta(
        ObjectKey key,
        Map<String, String> labels,
        Map<String, String> annotations,
        Instant created) {
    public Meta {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    public static Meta of(ObjectKey key) {
        return new Meta(key, Map.of(), Map.of(), Instant.EPOCH);
    }

    public Meta withLabels(Map<String, String> newLabels) {
        return new Meta(key, newLabels, annotations, created);
    }
}
