package io.fairlead.perf.table;

import java.util.List;

/// By how many times one thing costs what another does, over rounds that measured both: the geometric mean of the
/// rounds' ratios, and the interval that holds the true one with 95 % (Student's t on the logarithms). Pairing by
/// round takes out what a shared machine does to both.
///
/// @param low lower end of the interval; not a number when there was only one round
/// @param high upper end
public record Ratio(double mean, double low, double high, int rounds) {

    /// Two-sided 95 % quantiles of Student's t for one to thirty degrees of freedom.
    private static final double[] T95 = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
        2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
        2.052, 2.048, 2.045, 2.042
    };

    private static final double NORMAL95 = 1.960;

    /// @param pairs what one round measured of both; at least one, both sides above zero
    public static Ratio of(List<Pair> pairs) {
        double[] logs =
                pairs.stream().mapToDouble(pair -> Math.log(pair.of() / pair.to())).toArray();
        int n = logs.length;
        double mean = 0;
        for (double log : logs) {
            mean += log / n;
        }
        if (n == 1) {
            return new Ratio(Math.exp(mean), Double.NaN, Double.NaN, 1);
        }
        double squares = 0;
        for (double log : logs) {
            squares += (log - mean) * (log - mean);
        }
        double half = t95(n - 1) * Math.sqrt(squares / (n - 1) / n);
        return new Ratio(Math.exp(mean), Math.exp(mean - half), Math.exp(mean + half), n);
    }

    private static double t95(int freedom) {
        return freedom <= T95.length ? T95[freedom - 1] : NORMAL95;
    }

    /// One round: what the thing cost, and what it is compared to cost.
    public record Pair(double of, double to) {}

    /// As tables show it: `0.93 [0.89, 0.98]`.
    public String text() {
        return Double.isNaN(low)
                ? "%.2f (1 round)".formatted(mean)
                : "%.2f [%.2f, %.2f]".formatted(mean, low, high);
    }
}
