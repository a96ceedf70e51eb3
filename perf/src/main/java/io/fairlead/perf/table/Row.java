package io.fairlead.perf.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One peer in one scenario, over all rounds.
///
/// @param cpu median over the rounds, in the scenario's unit; not a number for no proxy at all
/// @param ratio to haproxy of the same rounds; null where there is none
/// @param busyPercent of one core while the clock ran: far below 100 in a saturated scenario means that the load
///     generator or the backend was the narrow place
public record Row(
        String peer,
        double cpu,
        @Nullable Ratio ratio,
        double p50Micros,
        double p99Micros,
        double perSecond,
        double busyPercent,
        long errors,
        String trouble) {

    /// @param samples of one peer in one scenario
    /// @param base of haproxy in the same scenario; may be empty
    static Row of(Unit unit, List<Sample> samples, List<Sample> base) {
        Histogram latency = new Histogram();
        samples.forEach(sample -> latency.add(sample.latency()));
        return new Row(
                samples.getFirst().peer(),
                unit.of(median(samples, sample -> sample.cpuPer(unit))),
                ratio(unit, samples, base),
                micros(latency, 0.5),
                micros(latency, 0.99),
                median(samples, unit::perSecond),
                median(samples, sample -> 100.0 * sample.cpuNanos() / sample.nanos()),
                samples.stream().mapToLong(Sample::errors).sum(),
                samples.stream()
                        .map(Sample::trouble)
                        .filter(trouble -> !trouble.isEmpty())
                        .findFirst()
                        .orElse(""));
    }

    private static double micros(Histogram latency, double share) {
        return latency.total() == 0 ? Double.NaN : latency.percentile(share) / 1e3;
    }

    private static @Nullable Ratio ratio(Unit unit, List<Sample> samples, List<Sample> base) {
        List<Ratio.Pair> pairs = new ArrayList<>();
        for (Sample sample : samples) {
            for (Sample other : base) {
                Ratio.Pair pair = new Ratio.Pair(sample.cpuPer(unit), other.cpuPer(unit));
                if (sample.round() == other.round() && pair.of() > 0 && pair.to() > 0) {
                    pairs.add(pair);
                }
            }
        }
        return pairs.isEmpty() ? null : Ratio.of(pairs);
    }

    private static double median(List<Sample> samples, Function<Sample, Double> figure) {
        double[] sorted = samples.stream().mapToDouble(figure::apply).sorted().toArray();
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }

    static List<String> head(Unit unit) {
        return List.of(
                "peer",
                unit.label(),
                "× haproxy [95 %]",
                "p50 µs",
                "p99 µs",
                unit.rate(),
                "busy %",
                "errors");
    }

    List<String> cells() {
        return List.of(
                peer,
                number("%.1f", cpu),
                ratio == null ? "–" : ratio.text(),
                number("%.0f", p50Micros),
                number("%.0f", p99Micros),
                number("%.0f", perSecond),
                Double.isNaN(cpu) ? "–" : number("%.0f", busyPercent),
                Long.toString(errors));
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
    }
}
