package io.fairlead.model.mtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronTest {
    private static final long SEED = Long.getLong("seed", 11);

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0 9 * * *; 2026-11-26T08:59:00Z; 2026-11-26T09:00:00Z; true",
                "0 9 * * *; 2026-11-26T09:00:00Z; 2026-11-26T12:00:00Z; false",
                "*/15 * * * *; 2026-11-26T09:01:00Z; 2026-11-26T09:14:59Z; false",
                "*/15 * * * *; 2026-11-26T09:01:00Z; 2026-11-26T09:15:00Z; true",
                "0 0 * * sun; 2026-11-28T12:00:00Z; 2026-11-29T00:00:00Z; true",
                "0 0 * * 7; 2026-11-28T12:00:00Z; 2026-11-29T00:00:00Z; true",
                "0 0 13 * 5; 2026-11-26T12:00:00Z; 2026-11-27T00:00:00Z; true",
                "@hourly; 2026-11-26T09:01:00Z; 2026-11-26T09:59:00Z; false"
            })
    void schedulesAreKnown(String cron, Instant from, Instant until, boolean due) {
        Optional<Instant> last = Cron.parse(cron).orElseThrow().lastDue(until);
        assertThat(last.filter(from::isBefore).isPresent()).isEqualTo(due);
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "60 * * * *",
        "* * * *",
        "a * * * *",
        "5-1 * * * *",
        "*/0 * * * *",
        "1-2-3 * * * *"
    })
    void whatIsNoScheduleIsNone(String text) {
        assertThat(Cron.parse(text)).isEmpty();
    }

    /// The clocks of Berlin: three at night is two in UTC, in summer one; what the clocks skip comes an hour later.
    @ParameterizedTest
    @CsvSource({
        "0 3 * * *, 2026-11-26T09:00:00Z, 2026-11-26T02:00:00Z",
        "0 3 * * *, 2026-07-01T00:59:00Z, 2026-06-30T01:00:00Z",
        "30 2 * * *, 2026-03-29T12:00:00Z, 2026-03-29T01:30:00Z",
        "0 0 1 * *, 2026-11-26T09:00:00Z, 2026-10-31T23:00:00Z"
    })
    void aZoneCounts(String cron, Instant until, Instant due) {
        Cron berlin = Cron.parse(cron).orElseThrow().in(ZoneId.of("Europe/Berlin"));
        assertThat(berlin.lastDue(until)).contains(due);
    }

    @Test
    void whatIsNotDueInAMonthWasNotDueLately() {
        Instant now = Instant.parse("2026-11-26T09:00:00Z");
        assertThat(Cron.parse("@yearly").orElseThrow().lastDue(now)).isEmpty();
        assertThat(Cron.NEVER.lastDue(now)).isEmpty();
    }

    /// Against going back minute by minute.
    @Test
    void theLastOneIsFound() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        for (int i = 0; i < 200; i++) {
            Cron cron =
                    Cron.parse(
                                    "%d,%d */%d * * %d-6"
                                            .formatted(
                                                    random.nextInt(60),
                                                    random.nextInt(60),
                                                    1 + random.nextInt(23),
                                                    random.nextInt(7)))
                            .orElseThrow();
            Instant until = Instant.ofEpochSecond(1_700_000_000L + random.nextInt(100_000_000));
            assertThat(cron.lastDue(until)).as(cron + ", seed " + SEED).contains(slow(cron, until));
        }
    }

    private static Instant slow(Cron cron, Instant until) {
        ZonedDateTime at = until.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES);
        while (!(cron.minutes().get(at.getMinute())
                && cron.hours().get(at.getHour())
                && cron.weekdays().get(at.getDayOfWeek().getValue() % 7))) {
            at = at.minusMinutes(1);
        }
        return at.toInstant();
    }
}
