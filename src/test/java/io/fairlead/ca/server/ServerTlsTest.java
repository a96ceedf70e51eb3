package io.fairlead.ca.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerTlsTest {
    private static final Instant FROM = Instant.parse("2026-06-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "PT1H, false, young",
        "PT12H, true, half of its life is over",
        "PT30H, true, the clock was set forward over its end",
        "PT-1M, true, the clock was set back to before its beginning"
    })
    void aCertificateIsReplacedInTimeWhateverTheClockDoes(Duration age, boolean due, String why) {
        assertThat(ServerTls.isDue(FROM, FROM.plus(Duration.ofHours(24)), FROM.plus(age)))
                .as(why)
                .isEqualTo(due);
    }
}
