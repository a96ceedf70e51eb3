package io.fairlead.proxy.telemetry.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The series of all event loops, added up.
final class Sums {
    private final SortedMap<String, List<Sum>> byLabels = new TreeMap<>();

    /// The series with the same labels and metrics.
    static final class Sum {
        private final int families;
        private final long[] cells;
        private final List<Series> parts = new ArrayList<>();

        private Sum(int families, int size) {
            this.families = families;
            this.cells = new long[size];
        }

        /// Something that is the same only when nobody has added anything.
        long mark() {
            long mark = 0;
            for (long cell : cells) {
                mark += cell;
            }
            return mark;
        }

        boolean isOverflow() {
            return parts.getFirst().overflow;
        }

        /// None of its parts is shown any more.
        void go() {
            parts.forEach(Series::go);
        }
    }

    static Sums of(List<RequestMeter> loops) {
        Sums sums = new Sums();
        for (RequestMeter loop : loops) {
            for (Series series : loop.series()) {
                if (!series.isGone()) {
                    sums.add(series);
                }
            }
        }
        return sums;
    }

    private void add(Series series) {
        List<Sum> same = byLabels.computeIfAbsent(series.labels, _ -> new ArrayList<>(1));
        Sum sum =
                same.stream()
                        .filter(one -> one.families == series.families)
                        .findFirst()
                        .orElse(null);
        if (sum == null) {
            sum = new Sum(series.families, series.cells.size());
            same.add(sum);
        }
        sum.parts.add(series);
        series.cells.addTo(sum.cells);
    }

    /// All sums, by what they are known by.
    Map<IdleSeries.Name, Sum> named() {
        Map<IdleSeries.Name, Sum> named = new java.util.HashMap<>();
        byLabels.forEach((labels, same) ->
                same.forEach(sum -> named.put(new IdleSeries.Name(labels, sum.families), sum)));
        return named;
    }

    /// The cells of one metric, by labels. Two chains may count the same labels with other metrics beside them.
    SortedMap<String, long[]> of(Family family) {
        int size = family.isHistogram() ? Family.HISTOGRAM_CELLS : 1;
        SortedMap<String, long[]> all = new TreeMap<>();
        byLabels.forEach((labels, same) -> {
            for (Sum sum : same) {
                if ((sum.families & family.bit()) != 0) {
                    long[] cells = all.computeIfAbsent(labels, _ -> new long[size]);
                    for (int i = 0; i < size; i++) {
                        cells[i] += sum.cells[family.cell() + i];
                    }
                }
            }
        });
        return all;
    }
}
