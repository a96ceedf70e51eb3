package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.ingest.decode.Documents;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.ingest.decode.YamlWriter;
import io.fairlead.inject.patch.Workload;
import io.fairlead.model.config.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A text with objects, some of which make pods. Documents in which nothing changes stay as they are, to the byte.
final class Manifest {
    private static final Pattern DOCUMENTS = Pattern.compile("(?m)(?=^---(?:[ \\t\\r]|$))");
    private static final String MARKER = "---";

    private final String name;
    private final List<String> problems = new ArrayList<>();

    Manifest(String name) {
        this.name = name;
    }

    /// What becomes of a workload: another object, or the same.
    @FunctionalInterface
    interface Change {
        ObjectNode of(Workload workload);
    }

    /// What can't be read.
    List<String> problems() {
        return problems;
    }

    /// The text with all its workloads changed.
    String changed(String text, Change change) {
        StringBuilder out = new StringBuilder();
        int line = 0;
        for (String part : DOCUMENTS.split(text, -1)) {
            out.append(part(part, line, change));
            line += (int) part.chars().filter(c -> c == '\n').count();
        }
        return out.toString();
    }

    private String part(String part, int linesAbove, Change change) {
        String where =
                linesAbove == 0 ? name : "%s, document at line %d".formatted(name, linesAbove + 1);
        Documents read = Documents.read(where, part, Limits.DEFAULT);
        read.problems().stream().filter(Problem::isError).forEach(p -> problems.add(p.text()));
        if (read.values().isEmpty()) {
            return part;
        }
        StringBuilder written = new StringBuilder();
        boolean same = true;
        for (JsonNode document : read.values()) {
            JsonNode changed = changed(document, change);
            same = same && changed.equals(document);
            boolean marked = part.startsWith(MARKER) || !written.isEmpty();
            written.append(marked ? MARKER + "\n" : "").append(YamlWriter.write(changed));
        }
        return same ? part : written.toString();
    }

    private static JsonNode changed(JsonNode document, Change change) {
        if (document instanceof ObjectNode list
                && document.path("kind").asText().endsWith("List")
                && document.path("items") instanceof ArrayNode items) {
            ObjectNode copy = list.deepCopy();
            ArrayNode changed = copy.putArray("items");
            items.forEach(item -> changed.add(changed(item, change)));
            return copy;
        }
        return Workload.of(document).<JsonNode>map(change::of).orElse(document);
    }
}
