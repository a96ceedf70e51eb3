package io.fairlead.perf.spans;

import io.fairlead.perf.csr.Answer;
import io.fairlead.perf.machine.Machine;
import io.fairlead.perf.table.Histogram;
import io.fairlead.perf.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Everything that a run found.
record SpansReport(String date, Machine machine, List<Sample> samples) {
    private static final int AIM = 20_000;
    private static final double BILLION = 1e9;
    private static final double MILLION = 1e6;
    private static final double PERCENT = 100;

    SpansReport {
        samples = List.copyOf(samples);
    }

    /// What exporters do meanwhile.
    enum Load {
        NONE("no spans", 0),
        AIMED("20,000 spans/s", AIM),
        FLOOD("as many as are answered", 0);

        final String title;
        final int perSecond;

        Load(String title, int perSecond) {
            this.title = title;
            this.perSecond = perSecond;
        }
    }

    /// One measurement.
    ///
    /// @param answer of those who asked for certificates
    record Sample(Load load, long taken, long refused, Answer answer) {}

    /// Spans that one processor takes in a second, from what those of the flood cost beyond certificates.
    double perProcessor() {
        double certificate = cpu(Load.NONE) / Math.max(1, issued(Load.NONE));
        double spans = cpu(Load.FLOOD) - certificate * issued(Load.FLOOD);
        return taken(Load.FLOOD) * BILLION / Math.max(1, spans);
    }

    boolean met() {
        return perProcessor() >= AIM
                && samples.stream().allMatch(sample -> sample.answer().failed() == 0);
    }

    private double cpu(Load load) {
        return sum(load, Part.CPU);
    }

    private long issued(Load load) {
        return sum(load, Part.ISSUED);
    }

    private long taken(Load load) {
        return sum(load, Part.TAKEN);
    }

    private enum Part {
        CPU,
        ISSUED,
        FAILED,
        NANOS,
        TAKEN,
        REFUSED
    }

    private long sum(Load load, Part part) {
        return samples.stream()
                .filter(sample -> sample.load() == load)
                .mapToLong(sample ->
                        switch (part) {
                            case CPU -> sample.answer().daemonNanos();
                            case ISSUED -> sample.answer().issued();
                            case FAILED -> sample.answer().failed();
                            case NANOS -> sample.answer().nanos();
                            case TAKEN -> sample.taken();
                            case REFUSED -> sample.refused();
                        })
                .sum();
    }

    /// As Markdown, for people.
    String text() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(
                List.of(
                        "meanwhile",
                        "spans/s taken",
                        "refused",
                        "certificates p50 ms",
                        "p99 ms",
                        "issued",
                        "failed",
                        "daemon's CPU %"));
        for (Load load : Load.values()) {
            lines.add(line(load));
        }
        return "# perf spans, %s%n%n%s%n%n%s%nOne processor takes %.0f spans a second (%.1f µs each); aim: %d%n"
                .formatted(
                        date,
                        machine.text(),
                        Table.markdown(lines),
                        perProcessor(),
                        MILLION / perProcessor(),
                        AIM);
    }

    private List<String> line(Load load) {
        Histogram latency = new Histogram();
        samples.stream()
                .filter(sample -> sample.load() == load)
                .forEach(sample -> latency.add(sample.answer().latency()));
        double seconds = Math.max(1, sum(load, Part.NANOS)) / BILLION;
        return List.of(
                load.title,
                number("%.0f", taken(load) / seconds),
                number("%.0f", sum(load, Part.REFUSED) / seconds),
                number("%.2f", latency.percentile(0.5) / MILLION),
                number("%.2f", latency.percentile(0.99) / MILLION),
                Long.toString(issued(load)),
                Long.toString(sum(load, Part.FAILED)),
                number("%.0f", cpu(load) / (seconds * BILLION) * PERCENT));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
