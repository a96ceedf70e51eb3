package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/// Traffic in the cells of a table.
final class Cells {

    private static final int PERCENT = 100;

    private Cells() {}

    /// One end of an edge.
    static String end(JsonNode end) {
        String namespace = end.path("namespace").asText();
        String workload = end.path("workload").asText();
        return namespace.isEmpty() ? workload : workload + "." + namespace;
    }

    static String number(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", share * PERCENT);
    }
}
