package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The migration on paper: Markdown.
///
/// @param answer of `/debug/mtls`
record MtlsReport(JsonNode answer, TrailLines trail) {

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("# Migration to mutual TLS");
        lines.add("");
        lines.add(
                "As of %s. Profile %s, drive %s (asked for: %s). %s."
                        .formatted(
                                text("at"),
                                text("profile"),
                                text("drive"),
                                text("asked"),
                                cell(text("note"))));
        ports(lines);
        blockers(lines);
        exemptions(lines);
        timeline(lines);
        audit(lines);
        return lines;
    }

    private String text(String field) {
        return answer.path(field).asText();
    }

    private void ports(List<String> lines) {
        Map<String, Integer> phases = new TreeMap<>();
        answer.path("units").forEach(u -> phases.merge(u.path("phase").asText(), 1, Integer::sum));
        List<String> counts = new ArrayList<>();
        phases.forEach((phase, count) -> counts.add(count + " " + phase));
        title("Ports", lines);
        lines.add(
                "%d ports: %s.".formatted(answer.path("units").size(), String.join(", ", counts)));
        lines.add("");
        head(lines, "Port", "Mode", "Phase", "Since", "Pods", "E1-E6", "Last proven", "Waits for");
        for (JsonNode unit : answer.path("units")) {
            String wrong = unit.path("disproved").asText();
            row(
                    lines,
                    unit.path("unit").asText(),
                    unit.path("mode").asText(),
                    unit.path("phase").asText(),
                    unit.path("entered").asText(),
                    String.valueOf(unit.path("pods").size()),
                    MtlsStatusCommand.ticks(unit),
                    unit.path("proven").asText() + (wrong.isEmpty() ? "" : ": " + wrong),
                    MtlsStatusCommand.waitsFor(unit));
        }
    }

    private void blockers(List<String> lines) {
        title("What stands in the way", lines);
        int before = lines.size();
        head(lines, "Port", "Cause", "What", "Fix");
        int empty = lines.size();
        for (JsonNode unit : answer.path("units")) {
            MtlsObstacle.of(unit)
                    .forEach(one -> row(lines, one.unit(), one.code(), one.what(), one.fix()));
        }
        none(lines, before, empty);
    }

    private void exemptions(List<String> lines) {
        title("Exemptions", lines);
        int before = lines.size();
        head(lines, "Port", "From", "Until", "Counts", "Owner", "Reason");
        int empty = lines.size();
        for (JsonNode one : answer.path("exemptions")) {
            row(
                    lines,
                    one.path("unit").asText(),
                    one.path("from").asText(),
                    one.path("expires").asText(),
                    one.path("over").asBoolean() ? "no: over" : "yes",
                    one.path("owner").asText(),
                    one.path("reason").asText());
        }
        none(lines, before, empty);
    }

    private void timeline(List<String> lines) {
        title("Timeline", lines);
        int before = lines.size();
        head(lines, "Time", "Who", "Port", "From", "To", "Because", "Configuration");
        int empty = lines.size();
        for (JsonNode one : trail.records()) {
            row(
                    lines,
                    one.path("time").asText(),
                    one.path("actor").asText(),
                    one.path("unit").asText(),
                    one.path("from").asText(),
                    one.path("to").asText(),
                    one.path("reason").asText(),
                    one.path("configDiff").asText());
        }
        none(lines, before, empty);
    }

    private void audit(List<String> lines) {
        JsonNode told = answer.path("trail");
        title("Audit trail", lines);
        String problem = told.path("problem").asText();
        lines.add("- The daemon counts %s records.".formatted(told.path("records").asText()));
        lines.add("- Anchor: `%s`".formatted(told.path("anchor").asText()));
        lines.add("- The records above: %s.".formatted(cell(trail.chain())));
        if (!trail.digest().isEmpty()) {
            lines.add("- Their digest: `%s`".formatted(trail.digest()));
        }
        if (!problem.isEmpty()) {
            lines.add("- Problem: %s".formatted(cell(problem)));
        }
    }

    private static void title(String title, List<String> lines) {
        lines.add("");
        lines.add("## " + title);
        lines.add("");
    }

    private static void head(List<String> lines, String... cells) {
        row(lines, cells);
        lines.add("|" + "---|".repeat(cells.length));
    }

    private static void row(List<String> lines, String... cells) {
        StringBuilder row = new StringBuilder("|");
        for (String cell : cells) {
            row.append(' ').append(TextTable.cell(cell(cell))).append(" |");
        }
        lines.add(row.toString());
    }

    /// A table without rows is a word.
    private static void none(List<String> lines, int before, int empty) {
        if (lines.size() == empty) {
            lines.subList(before, empty).clear();
            lines.add("None.");
        }
    }

    /// What callers say of themselves, like their user agent, is text here and nothing else.
    private static String cell(String text) {
        return text.replaceAll("\\s+", " ").replaceAll("([\\\\`*_\\[\\]<>|#!])", "\\\\$1").strip();
    }
}
