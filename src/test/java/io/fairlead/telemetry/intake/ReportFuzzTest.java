package io.fairlead.telemetry.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fairlead.telemetry.aggregate.TrafficReport;
import java.io.IOException;

/// Whatever a sidecar reports: numbers that can be added, or refused; never anything else thrown.
class ReportFuzzTest {

    @FuzzTest(maxDuration = "60s")
    void report(byte[] message) {
        try {
            TrafficReport report = ReportMessages.report(message);
            for (TrafficReport.Row row : report.rows()) {
                assertThat(row.count()).isNotNegative();
                assertThat(row.bytes()).isNotNegative();
                for (TrafficReport.Bucket bucket : row.latency()) {
                    assertThat(bucket.index()).isNotNegative();
                    assertThat(bucket.count()).isNotNegative();
                }
            }
        } catch (IOException refused) {
            assertThat(refused).isNotNull();
        }
    }
}
