package io.fairlead.perf.certs;

import io.fairlead.perf.csr.Answer;
import io.fairlead.perf.machine.Machine;
import io.fairlead.perf.table.Histogram;
import io.fairlead.perf.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Everything that a run found.
///
/// @param workloads that asked at the same time
record CertsReport(String date, Machine machine, int workloads, List<Sample> samples) {
    private static final int PER_SECOND_MIN = 500;
    private static final int PROCESSORS = 2;
    private static final double MILLION = 1e6;
    private static final double BILLION = 1e9;

    CertsReport {
        samples = List.copyOf(samples);
    }

    /// One measurement.
    ///
    /// @param fresh whether each call had a TLS connection of its own
    record Sample(boolean fresh, Answer answer) {}

    static String name(boolean fresh) {
        return fresh ? "a TLS connection for each" : "connections kept";
    }

    /// Whether enough were issued, all of them, on the two processors that daemon and workloads share.
    boolean met() {
        return samples.stream().allMatch(sample -> sample.answer().failed() == 0)
                && perSecond(false) >= PER_SECOND_MIN;
    }

    private double perSecond(boolean fresh) {
        long issued = sum(fresh, Part.ISSUED);
        return issued * BILLION / Math.max(1, sum(fresh, Part.NANOS));
    }

    private enum Part {
        ISSUED,
        FAILED,
        NANOS,
        DAEMON,
        OWN
    }

    private long sum(boolean fresh, Part part) {
        return samples.stream()
                .filter(sample -> sample.fresh() == fresh)
                .map(Sample::answer)
                .mapToLong(answer ->
                        switch (part) {
                            case ISSUED -> answer.issued();
                            case FAILED -> answer.failed();
                            case NANOS -> answer.nanos();
                            case DAEMON -> answer.daemonNanos();
                            case OWN -> answer.ownNanos();
                        })
                .sum();
    }

    /// As Markdown, for people.
    String text() {
        StringBuilder text = new StringBuilder("# perf certs, %s%n%n".formatted(date));
        text.append(machine.text()).append('\n');
        text.append(
                "%d workloads at a time; aim: %d a second on two processors%n%n"
                        .formatted(workloads, PER_SECOND_MIN));
        text.append(table());
        text.append("istiod: not measured, there is none here\n");
        samples.stream()
                .map(sample -> sample.answer().trouble())
                .filter(trouble -> !trouble.isEmpty())
                .findFirst()
                .ifPresent(trouble -> text.append("first failure: ").append(trouble).append('\n'));
        return text.toString();
    }

    private String table() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(
                List.of(
                        "scenario",
                        "certificates/s",
                        "daemon's CPU ms each",
                        "so two processors of its own: /s",
                        "workloads' CPU ms each",
                        "p50 ms",
                        "p99 ms",
                        "issued",
                        "failed"));
        for (boolean fresh : new boolean[] {false, true}) {
            Histogram latency = new Histogram();
            samples.stream()
                    .filter(sample -> sample.fresh() == fresh)
                    .forEach(sample -> latency.add(sample.answer().latency()));
            long issued = sum(fresh, Part.ISSUED);
            double cpuMs = sum(fresh, Part.DAEMON) / MILLION / Math.max(1, issued);
            lines.add(
                    List.of(
                            name(fresh),
                            number("%.0f", perSecond(fresh)),
                            number("%.3f", cpuMs),
                            number("%.0f", cpuMs == 0 ? 0 : PROCESSORS * 1_000 / cpuMs),
                            number("%.3f", sum(fresh, Part.OWN) / MILLION / Math.max(1, issued)),
                            number("%.1f", latency.percentile(0.5) / MILLION),
                            number("%.1f", latency.percentile(0.99) / MILLION),
                            Long.toString(issued),
                            Long.toString(sum(fresh, Part.FAILED))));
        }
        return Table.markdown(lines);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
