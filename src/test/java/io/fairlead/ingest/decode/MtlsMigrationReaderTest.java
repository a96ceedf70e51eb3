package io.fairlead.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.config.MtlsMigration;
import io.fairlead.model.mtls.Exemption;
import io.fairlead.model.mtls.MigrationSpec;
import io.fairlead.model.mtls.UnitId;
import io.fairlead.model.mtls.Window;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MtlsMigrationReaderTest {
    private static MtlsMigration read(String spec) {
        String text =
                """
                apiVersion: mesh.fairlead.io/v1alpha1
                kind: MtlsMigration
                metadata: {name: default, namespace: istio-system}
                spec: %s
                """
                        .formatted(spec);
        return (MtlsMigration)
                Decoder.decode("m.yaml", text, Limits.DEFAULT).items().getFirst().object();
    }

    @Test
    void nothingWrittenIsTheProfile() {
        assertThat(read("{}").spec()).isEqualTo(MigrationSpec.PRODUCTION);
        assertThat(read("{profile: demo}").spec()).isEqualTo(MigrationSpec.DEMO);
    }

    @Test
    void whatIsWrittenCountsAndTheRestIsTheProfiles() {
        MigrationSpec spec =
                read("{profile: demo, drive: Advise, observe: {quietPeriod: 5s}, ramp: {steps: [10, 100]},"
                                + " rollback: {callers: All}, windows: [\"Sat-Sun 09:00-16:30 UTC\"]}")
                        .spec();
        assertThat(spec.drive()).isEqualTo(MigrationSpec.Drive.ADVISE);
        assertThat(spec.observe().quietPeriod()).isEqualTo(Duration.ofSeconds(5));
        assertThat(spec.observe().minConnections()).isEqualTo(20);
        assertThat(spec.trial().rampSteps()).containsExactly(10, 100);
        assertThat(spec.trial().soak()).isEqualTo(Duration.ofSeconds(1));
        assertThat(spec.rollback().onStrangers()).isTrue();
        assertThat(spec.windows())
                .containsExactly(
                        new Window(
                                Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY),
                                LocalTime.of(9, 0),
                                LocalTime.of(16, 30)));
    }

    @ParameterizedTest
    @CsvSource({"2026-12-31, 2027-01-01T00:00:00Z", "2026-12-31T12:00:00Z, 2026-12-31T12:00:00Z"})
    void anExemptionCountsToItsEnd(String expires, Instant end) {
        MigrationSpec spec =
                read("{exemptions: [{workload: shop/cart, port: 9090, from: \"*\", reason: scrape,"
                                + " owner: sre, expires: %s}]}".formatted(expires))
                        .spec();
        assertThat(spec.exemptions())
                .isEqualTo(
                        List.of(
                                new Exemption(
                                        new UnitId("shop", "cart", 9090),
                                        "*",
                                        "scrape",
                                        "sre",
                                        end)));
    }

    @ParameterizedTest
    @CsvSource({
        "Mon 09:00-16:00 UTC, 2026-11-23T09:00:00Z, true",
        "Mon 09:00-16:00 UTC, 2026-11-23T16:00:00Z, false",
        "Mon 09:00-16:00 UTC, 2026-11-24T10:00:00Z, false",
        "Fri-Mon 09:00-16:00 UTC, 2026-11-22T10:00:00Z, true",
        "Fri-Mon 09:00-16:00 UTC, 2026-11-24T10:00:00Z, false"
    })
    void aWindowIsDaysAndHours(String window, Instant at, boolean inside) {
        assertThat(Window.parse(window).orElseThrow().contains(at)).isEqualTo(inside);
    }

    @ParameterizedTest
    @CsvSource({
        "Mon 16:00-09:00 UTC",
        "Xyz 09:00-16:00 UTC",
        "Mon 25:00-26:00 UTC",
        "Mon 09:00-16:00"
    })
    void whatIsNoWindowIsNone(String text) {
        assertThat(Window.parse(text)).isEmpty();
    }
}
