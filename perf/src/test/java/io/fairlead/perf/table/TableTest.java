package io.fairlead.perf.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void aTableComparesRoundByRoundWithHaproxy() {
        Table table =
                Table.of(
                        "saturated",
                        Unit.REQUEST,
                        List.of(
                                sample("direct", 0, 1000, 0),
                                sample("haproxy", 0, 1000, 20_000_000),
                                sample("haproxy", 1, 1000, 40_000_000),
                                sample("ours", 0, 1000, 10_000_000),
                                sample("ours", 1, 1000, 20_000_000)));
        assertThat(table.text())
                .isEqualTo(
                        """
                        ## saturated

                        | peer    | CPU µs/request | × haproxy [95 %]  | p50 µs | p99 µs | requests/s | busy % | errors |
                        |---------|----------------|-------------------|--------|--------|------------|--------|--------|
                        | direct  | –              | –                 | 0      | 0      | 1000       | –      | 0      |
                        | haproxy | 30.0           | 1.00 [1.00, 1.00] | 0      | 0      | 1000       | 3      | 0      |
                        | ours    | 15.0           | 0.50 [0.50, 0.50] | 0      | 0      | 1000       | 2      | 0      |
                        """);
    }

    @Test
    void withoutHaproxyThereIsNoRatio() {
        Table table = Table.of("even", Unit.REQUEST, List.of(sample("ours", 0, 1000, 10_000_000)));
        assertThat(table.rows().getFirst().ratio()).isNull();
    }

    @Test
    void aPeerThatAnsweredNothingHasNoCostAndShowsWhy() {
        var broken = new Sample("ours", "even", 0, 0, 7, 0, 1_000_000_000, 5, Map.of(), "refused");
        Table table =
                Table.of(
                        "even",
                        Unit.REQUEST,
                        List.of(sample("haproxy", 0, 1000, 20_000_000), broken));
        assertThat(table.text())
                .contains("| ours    | –              | –                | –      | –      | 0 ")
                .endsWith("ours: first error: refused\n");
    }

    @Test
    void bulkCountsGigabytes() {
        var bulk =
                new Sample(
                        "haproxy",
                        "bulk",
                        0,
                        10,
                        0,
                        2_000_000_000L,
                        4_000_000_000L,
                        2_400_000_000L,
                        Map.of(),
                        "");
        assertThat(Table.of("bulk", Unit.GIGABYTE, List.of(bulk)).text())
                .contains("CPU ms/GB")
                .contains("MB/s")
                .contains("| 1200.0 ")
                .contains("| 500 ");
    }

    private static Sample sample(String peer, int round, long requests, long cpuNanos) {
        return new Sample(
                peer, "s", round, requests, 0, 0, 1_000_000_000, cpuNanos, Map.of(100, 1L), "");
    }
}
