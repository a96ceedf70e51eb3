package io.fairlead.telemetry.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.telemetry.aggregate.Ledger.Verdict;
import io.fairlead.telemetry.aggregate.TrafficReport.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerTest {
    private final Ledger ledger =
            new Ledger(new Limits(10, 2, Duration.ofMinutes(10), Duration.ofHours(1)));

    /// Reports as EPOCH:SEQUENCE, and what becomes of each: the number of missing ones, or R for repeated.
    @ParameterizedTest
    @CsvSource({
        "1:1 1:2 1:3,          0 0 0",
        "1:1 1:1 1:2 1:1,      0 R 0 R",
        "1:1 1:4,              0 2",
        "1:1 1:4 1:3 1:2 1:3,  0 2 -1 -1 R",
        "1:5,                  0",
        "1:5 1:4 1:5 1:6,      0 0 R 0",
        "1:9 2:1 2:2,          0 0 0",
        "1:9 2:1 1:9 1:10,     0 0 R 0",
        "1:1 1:65 1:1 1:2,     0 63 R -1",
        "1:1 1:66 1:1 1:2,     0 64 R R",
        "1:1 1:1000 1:999 1:1, 0 998 -1 R",
        "1:1 2:1 3:1 4:1 5:1 2:1 5:1, 0 0 0 0 0 R R",
    })
    void eachReportCountsOnce(String reports, String verdicts) {
        List<String> found = new ArrayList<>();
        for (String one : reports.split(" ")) {
            String[] parts = one.split(":");
            found.add(judge("web", Long.parseLong(parts[0]), Long.parseLong(parts[1]), 0));
        }
        assertThat(String.join(" ", found)).isEqualTo(verdicts);
    }

    @Test
    void sidecarsAreKeptApart() {
        assertThat(judge("web", 1, 1, 0)).isEqualTo("0");
        assertThat(judge("cart", 1, 1, 0)).isEqualTo("0");
        assertThat(judge("web", 1, 1, 0)).isEqualTo("R");
    }

    @Test
    void theOneThatWasHeardOfLongestAgoIsForgottenFirst() {
        judge("web", 1, 1, 0);
        judge("cart", 1, 1, 1);
        judge("web", 1, 2, 2);
        judge("till", 1, 1, 3);

        assertThat(judge("web", 1, 2, 4)).isEqualTo("R");
        assertThat(judge("cart", 1, 1, 5)).as("forgotten").isEqualTo("0");
    }

    @Test
    void whoIsSilentForAnHourIsForgotten() {
        judge("web", 1, 1, 0);
        judge("cart", 1, 1, 3600);
        assertThat(judge("web", 1, 1, 3600)).isEqualTo("0");
    }

    private String judge(String pod, long epoch, long sequence, long nowSeconds) {
        TrafficReport report =
                new TrafficReport(epoch, sequence, new Pod("shop", pod, pod + "-1"), List.of());
        return switch (ledger.judge(report, nowSeconds)) {
            case Verdict.Repeated() -> "R";
            case Verdict.Count(long missing) -> Long.toString(missing);
        };
    }
}
