package io.fairlead.model.config;

import java.util.Map;

/// Where an object was written.
///
/// @param line first line of the object in its file, counted from 1; 0 when unknown
/// @param lines line of each field below the object, by field path (`spec.http[0].timeout`)
public record Origin(String file, int line, Map<String, Integer> lines) {
    public static final Origin UNKNOWN = new Origin("", 0, Map.of());

    public Origin {
        lines = Map.copyOf(lines);
    }

    /// Line of a field, or of the nearest field around it that was written.
    public int lineOf(String path) {
        String at = path;
        while (!at.isEmpty()) {
            Integer found = lines.get(at);
            if (found != null) {
                return found;
            }
            int cut = Math.max(at.lastIndexOf('.'), at.lastIndexOf('['));
            at = cut < 0 ? "" : at.substring(0, cut);
        }
        return line;
    }
}
