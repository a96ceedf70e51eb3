package io.fairlead.perf.cluster;

import io.fairlead.perf.machine.Machine;
import io.fairlead.perf.table.Histogram;
import io.fairlead.perf.table.Table;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/// Everything that a run found.
record ClusterReport(String date, Machine machine, int pods, int services, List<Round> rounds) {

    private static final double SECOND_MS = 1_000;
    private static final double MB = 1_024;
    private static final double MILLION = 1e6;
    private static final double TAIL = 0.99;

    ClusterReport {
        rounds = List.copyOf(rounds);
    }

    /// One cluster.
    ///
    /// @param readyMs from the start of the program
    /// @param startedMs of each pod, from the request until it ran
    /// @param listedMs of each `kubectl get po -A`
    /// @param residentKb with all pods and Services
    /// @param delivered delays of watch events, as a histogram's counts
    record Round(
            long readyMs,
            List<Long> startedMs,
            List<Long> listedMs,
            long residentKb,
            Map<Integer, Long> delivered) {
        Round {
            startedMs = List.copyOf(startedMs);
            listedMs = List.copyOf(listedMs);
            delivered = Map.copyOf(delivered);
        }
    }

    /// A figure, the worst of all rounds, beside what is aimed at.
    private record Figure(String name, String unit, double worst, double middle, double aim) {

        static Figure of(String name, String unit, List<Double> values, double aim) {
            List<Double> sorted = values.stream().sorted().toList();
            return new Figure(name, unit, sorted.getLast(), sorted.get(sorted.size() / 2), aim);
        }

        boolean met() {
            return worst <= aim;
        }

        List<String> cells() {
            return List.of(
                    name,
                    text(middle) + " " + unit,
                    text(worst) + " " + unit,
                    text(aim) + " " + unit,
                    met() ? "yes" : "no");
        }

        private static String text(double value) {
            return String.format(Locale.ROOT, value < SECOND_MS / 10 ? "%.2f" : "%.0f", value);
        }
    }

    private List<Figure> figures() {
        return List.of(
                Figure.of("Ready after the start", "s", each(r -> r.readyMs() / SECOND_MS), 5),
                Figure.of(
                        "a pod of one container until Running",
                        "s",
                        all(r -> r.startedMs().stream().map(ms -> ms / SECOND_MS)),
                        1),
                Figure.of(
                        "kubectl get po -A, %d pods, %d Services".formatted(pods, services),
                        "s",
                        all(r -> r.listedMs().stream().map(ms -> ms / SECOND_MS)),
                        1),
                Figure.of("resident with these", "MB", each(r -> r.residentKb() / MB), 400),
                Figure.of("a change at four watchers, p99", "ms", each(this::tail), 20));
    }

    private double tail(Round round) {
        Histogram delays = new Histogram();
        delays.add(round.delivered());
        return delays.percentile(TAIL) / MILLION;
    }

    private List<Double> each(Function<Round, Double> value) {
        return rounds.stream().map(value).toList();
    }

    private List<Double> all(Function<Round, Stream<Double>> values) {
        return rounds.stream().flatMap(values).toList();
    }

    /// Whether every figure is what is aimed at, in each round.
    boolean met() {
        return figures().stream().allMatch(Figure::met);
    }

    /// As Markdown, for people.
    String text() {
        List<List<String>> lines =
                Stream.concat(
                                Stream.of(List.of("figure", "median", "worst", "aim", "met")),
                                figures().stream().map(Figure::cells))
                        .toList();
        return "# perf cluster, %s%n%n%s%n%d clusters, one after the other%n%n%s"
                .formatted(date, machine.text(), rounds.size(), Table.markdown(lines));
    }
}
