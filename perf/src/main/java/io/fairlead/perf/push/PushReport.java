package io.fairlead.perf.push;

import io.fairlead.perf.machine.Machine;
import io.fairlead.perf.mesh.MeshSize;
import io.fairlead.perf.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Everything that a run found, with what one must know to judge it.
///
/// @param warmSeconds how long changes were made before the first one that counts, so that the daemon's code was warm
/// @param peers what one must know of those that were to be measured beside the daemon
record PushReport(
        String date,
        Machine machine,
        String flags,
        int warmSeconds,
        List<String> peers,
        List<Cell> cells) {

    private static final double MILLION = 1e6;
    private static final double BILLION = 1e9;

    PushReport {
        peers = List.copyOf(peers);
        cells = List.copyOf(cells);
    }

    /// One size of mesh and crowd.
    ///
    /// @param who was measured
    /// @param startNanos until the daemon was ready
    /// @param changes what was changed how, in order
    record Cell(
            String who,
            MeshSize mesh,
            int streams,
            long startNanos,
            Connected connected,
            List<Changed> changes,
            long peakKb,
            String trouble) {
        Cell {
            changes = List.copyOf(changes);
        }
    }

    /// All connected at once, and each got everything.
    ///
    /// @param nanos until the last one had everything
    /// @param p50Nanos until half of them had
    /// @param bytes that one stream received
    record Connected(
            long nanos,
            long p50Nanos,
            long cpuNanos,
            long bytes,
            int refusals,
            long beforeKb,
            long afterKb,
            long peakKb) {
        static final Connected NONE = new Connected(0, 0, 0, 0, 0, 0, 0, 0);
    }

    /// Changes of one kind.
    ///
    /// @param p50Nanos over all changes and streams
    /// @param cpuNanos for one change, of the daemon
    /// @param bytes for one change, that one stream received
    /// @param missing changes that streams did not hear of in time
    record Changed(
            String what,
            int count,
            long p50Nanos,
            long p99Nanos,
            long maxNanos,
            long cpuNanos,
            double corePercent,
            long bytes,
            long missing) {}

    /// As Markdown, for people.
    String text() {
        StringBuilder text = new StringBuilder("# perf push, %s%n%n".formatted(date));
        text.append(machine.text()).append('\n');
        text.append(
                "daemon: src/jvm.options %s; %d s of changes before those that count%n%n"
                        .formatted(flags, warmSeconds));
        peers.forEach(peer -> text.append(peer).append('\n'));
        text.append('\n');
        text.append("## Connect, all at once\n\n").append(connects());
        text.append("\n## Changes\n\n").append(changes());
        cells.stream()
                .filter(cell -> !cell.trouble().isEmpty())
                .forEach(cell ->
                        text.append(
                                "%s, %d services, %d streams: %s%n"
                                        .formatted(
                                                cell.who(),
                                                cell.mesh().services(),
                                                cell.streams(),
                                                cell.trouble())));
        return text.toString();
    }

    private String connects() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(
                List.of(
                        "who",
                        "services",
                        "streams",
                        "start s",
                        "all have all s",
                        "p50 s",
                        "CPU s",
                        "kB a stream",
                        "refusals",
                        "resident MB before → after (peak)",
                        "peak of the run"));
        for (Cell cell : cells) {
            Connected c = cell.connected();
            lines.add(
                    List.of(
                            cell.who(),
                            whole(cell.mesh().services()),
                            whole(cell.streams()),
                            number("%.1f", cell.startNanos() / BILLION),
                            number("%.1f", c.nanos() / BILLION),
                            number("%.1f", c.p50Nanos() / BILLION),
                            number("%.1f", c.cpuNanos() / BILLION),
                            whole(c.bytes() / 1000),
                            whole(c.refusals()),
                            "%d → %d (%d)"
                                    .formatted(
                                            c.beforeKb() / 1024,
                                            c.afterKb() / 1024,
                                            c.peakKb() / 1024),
                            whole(cell.peakKb() / 1024)));
        }
        return Table.markdown(lines);
    }

    private String changes() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(
                List.of(
                        "who",
                        "services",
                        "streams",
                        "what",
                        "changes",
                        "p50 ms",
                        "p99 ms",
                        "max ms",
                        "CPU ms a change",
                        "% of a core",
                        "bytes a stream",
                        "missing"));
        for (Cell cell : cells) {
            for (Changed c : cell.changes()) {
                lines.add(
                        List.of(
                                cell.who(),
                                whole(cell.mesh().services()),
                                whole(cell.streams()),
                                c.what(),
                                whole(c.count()),
                                number("%.1f", c.p50Nanos() / MILLION),
                                number("%.1f", c.p99Nanos() / MILLION),
                                number("%.1f", c.maxNanos() / MILLION),
                                number("%.1f", c.cpuNanos() / MILLION),
                                number("%.0f", c.corePercent()),
                                whole(c.bytes()),
                                whole(c.missing())));
            }
        }
        return Table.markdown(lines);
    }

    private static String whole(long value) {
        return Long.toString(value);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
