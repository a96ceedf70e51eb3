package io.fairlead.perf.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All peers in one scenario.
///
/// @param title what was done to them
public record Table(String title, Unit unit, List<Row> rows) {
    /// Whose CPU time is the measure of all others.
    public static final String BASE = "haproxy";

    public Table {
        rows = List.copyOf(rows);
    }

    /// @param samples of this scenario, peers in the order of their first sample
    public static Table of(String title, Unit unit, List<Sample> samples) {
        Map<String, List<Sample>> byPeer = new LinkedHashMap<>();
        samples.forEach(sample ->
                byPeer.computeIfAbsent(sample.peer(), _ -> new ArrayList<>()).add(sample));
        List<Sample> base = byPeer.getOrDefault(BASE, List.of());
        return new Table(
                title, unit, byPeer.values().stream().map(one -> Row.of(unit, one, base)).toList());
    }

    /// As Markdown, with what went wrong below.
    public String text() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(Row.head(unit));
        rows.forEach(row -> lines.add(row.cells()));
        StringBuilder text = new StringBuilder("## " + title + "\n\n" + markdown(lines));
        rows.stream()
                .filter(row -> !row.trouble().isEmpty())
                .forEach(row ->
                        text.append("%s: first error: %s%n".formatted(row.peer(), row.trouble())));
        return text.toString();
    }

    /// Lines of cells as a Markdown table whose columns are as wide as their widest cell; the first line is the head.
    public static String markdown(List<List<String>> lines) {
        int columns = lines.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int n = 0; n < lines.size(); n++) {
            appendLine(text, lines.get(n), widths);
            if (n == 0) {
                text.append('|');
                for (int width : widths) {
                    text.append("-".repeat(width + 2)).append('|');
                }
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static void appendLine(StringBuilder text, List<String> cells, int[] widths) {
        text.append('|');
        for (int i = 0; i < widths.length; i++) {
            text.append(' ')
                    .append(cells.get(i))
                    .append(" ".repeat(widths[i] - cells.get(i).length()))
                    .append(" |");
        }
        text.append('\n');
    }
}
