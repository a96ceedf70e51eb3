package io.fairlead.minicluster.check;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Prints one line a row, and the closing line; keeps all for the JSON report.
public final class Report {

    private final PrintStream out;
    private final List<Line> lines = new ArrayList<>();

    /// One row of the report.
    ///
    /// @param verdict `passed`, `failed` or `skipped`
    /// @param measured the figure, or the reason why it was skipped
    public record Line(String id, String title, String verdict, String measured, String bound) {}

    public Report(PrintStream out) {
        this.out = out;
    }

    /// Adds and prints the outcome of a row.
    public void add(Row row, Outcome outcome) {
        Line line =
                switch (outcome) {
                    case Outcome.Passed p ->
                            new Line(row.id(), row.title(), "passed", p.measured(), p.bound());
                    case Outcome.Failed f ->
                            new Line(row.id(), row.title(), "failed", f.measured(), f.bound());
                    case Outcome.NotShown n ->
                            new Line(row.id(), row.title(), "skipped", n.reason(), "not shown");
                };
        lines.add(line);
        out.printf(
                "%-7s %-13s %s: %s  [%s]%n",
                line.verdict(), line.id(), line.title(), line.measured(), line.bound());
        out.flush();
    }

    /// Prints the closing line.
    ///
    /// @return 0 when no row failed, else 1
    public int close() {
        out.printf(
                "%d passed, %d failed, %d skipped%n",
                count("passed"), count("failed"), count("skipped"));
        return count("failed") == 0 ? 0 : 1;
    }

    /// All rows so far, in the order asked.
    public List<Line> lines() {
        return List.copyOf(lines);
    }

    private long count(String verdict) {
        return lines.stream().filter(line -> line.verdict().equals(verdict)).count();
    }
}
