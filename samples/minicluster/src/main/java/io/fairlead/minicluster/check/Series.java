package io.fairlead.minicluster.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A line of a page for Prometheus.
///
/// @param name of the metric
record Series(String name, Map<String, String> labels, double value) {

    private static final Pattern LINE = Pattern.compile("([a-z_]+)\\{([^}]*)\\} ([0-9.eE+]+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    Series {
        labels = Map.copyOf(labels);
    }

    /// All lines of this metric at a workload's sidecar.
    static List<Series> of(Fleet fleet, String workload, String metric) {
        return on(fleet.admin(workload, "/stats/prometheus"), metric);
    }

    /// All lines of this metric on a page.
    static List<Series> on(String page, String metric) {
        return page.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .filter(line -> line.group(1).equals(metric))
                .map(line ->
                        new Series(
                                metric, labels(line.group(2)), Double.parseDouble(line.group(3))))
                .toList();
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new HashMap<>();
        Matcher label = LABEL.matcher(text);
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        return labels;
    }

    /// The sum of all that have these labels (names and values in turn).
    static double sum(List<Series> series, String... labels) {
        return series.stream().filter(one -> one.has(labels)).mapToDouble(Series::value).sum();
    }

    private boolean has(String... wanted) {
        for (int i = 0; i < wanted.length; i += 2) {
            if (!wanted[i + 1].equals(labels.get(wanted[i]))) {
                return false;
            }
        }
        return true;
    }
}
