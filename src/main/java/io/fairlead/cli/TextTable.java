package io.fairlead.cli;

import java.util.ArrayList;
import java.util.List;

/// Rows as lines whose columns stand below each other.
final class TextTable {

    private TextTable() {}

    /// A new list with a line for each row.
    ///
    /// @param rows of equal length; the first is the header
    static List<String> lines(List<List<String>> rows) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                line.append(padded(row.get(column), width(rows, column)));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /// What stands in a cell; a dash where there is nothing.
    static String cell(String text) {
        return text.isEmpty() ? "-" : text;
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length() + 2);
    }
}
