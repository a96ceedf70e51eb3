package io.fairlead.trace.decode;

import java.util.EnumMap;
import java.util.Map;

/// Counts what limits took away from one request.
public final class Cuts {

    /// What was too long or too many.
    public enum What {
        SPANS,
        TAGS,
        LOGS,
        REFERENCES,
        NAME,
        VALUE,
        DEPTH,
        INVALID_ID
    }

    private final Map<What, Integer> counts = new EnumMap<>(What.class);

    void count(What what) {
        counts.merge(what, 1, Integer::sum);
    }

    /// Only those that happened.
    public Map<What, Integer> counts() {
        return Map.copyOf(counts);
    }
}
