package io.fairlead.perf.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What it costs to tell of requests: CPU for each of a proxy that does, in relation to the same that tells nothing,
/// paired by round.
///
/// @param most that it should be; not a number where nobody said so
public record Overhead(String scenario, String peer, Ratio ratio, double most) {
    private static final String QUIET = "-quiet";
    private static final double PERCENT = 100;

    /// Of all peers `X-…` that have an `X-quiet` beside them.
    public static List<Overhead> of(List<Sample> samples) {
        List<Overhead> all = new ArrayList<>();
        List<String> scenarios = samples.stream().map(Sample::scenario).distinct().toList();
        List<String> peers = samples.stream().map(Sample::peer).distinct().toList();
        for (String scenario : scenarios) {
            for (String peer : peers) {
                String quiet = peer.replaceFirst("-.*", "") + QUIET;
                List<Ratio.Pair> pairs =
                        peer.endsWith(QUIET) ? List.of() : pairs(samples, scenario, peer, quiet);
                if (!pairs.isEmpty()) {
                    all.add(new Overhead(scenario, peer, Ratio.of(pairs), most(peer)));
                }
            }
        }
        return all;
    }

    private static List<Ratio.Pair> pairs(
            List<Sample> samples, String scenario, String peer, String quiet) {
        List<Ratio.Pair> pairs = new ArrayList<>();
        for (Sample sample : samples) {
            for (Sample other : samples) {
                double mine = sample.cpuPer(Unit.REQUEST);
                double base = other.cpuPer(Unit.REQUEST);
                boolean paired =
                        sample.scenario().equals(scenario)
                                && other.scenario().equals(scenario)
                                && sample.round() == other.round()
                                && sample.peer().equals(peer)
                                && other.peer().equals(quiet);
                if (paired && mine > 0 && base > 0) {
                    pairs.add(new Ratio.Pair(mine, base));
                }
            }
        }
        return pairs;
    }

    private static double most(String peer) {
        return switch (peer) {
            case "ours-usual" -> 1.05;
            case "ours-traced" -> 1.25;
            default -> Double.NaN;
        };
    }

    /// Whether it costs no more than it should; true where nobody said so.
    public boolean isMet() {
        return Double.isNaN(most) || ratio.mean() <= most;
    }

    /// As Markdown; nothing of nothing.
    public static String text(List<Overhead> all) {
        if (all.isEmpty()) {
            return "";
        }
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("scenario", "peer", "× quiet [95 %]", "more CPU", "at most", "met"));
        for (Overhead one : all) {
            boolean asked = !Double.isNaN(one.most);
            lines.add(
                    List.of(
                            one.scenario,
                            one.peer,
                            one.ratio.text(),
                            percent(one.ratio.mean()),
                            asked ? percent(one.most) : "–",
                            asked ? one.isMet() ? "yes" : "no" : "–"));
        }
        return "## What telling costs\n\n" + Table.markdown(lines) + "\n";
    }

    private static String percent(double ratio) {
        return String.format(Locale.ROOT, "%+.1f %%", (ratio - 1) * PERCENT);
    }
}
