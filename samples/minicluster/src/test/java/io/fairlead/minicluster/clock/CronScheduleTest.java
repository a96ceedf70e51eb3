package io.fairlead.minicluster.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronScheduleTest {

    /// 2026-01-01 is a Thursday.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * *           | 2026-01-01T00:00:30Z | 2026-01-01T00:01Z",
                "*/15 * * * *        | 2026-01-01T00:15Z    | 2026-01-01T00:30Z",
                "5/20 * * * *        | 2026-01-01T00:25Z    | 2026-01-01T00:45Z",
                "0 3 * * *           | 2026-01-01T03:00Z    | 2026-01-02T03:00Z",
                "30 8-10 * * *       | 2026-01-01T10:30Z    | 2026-01-02T08:30Z",
                "0 0 29 2 *          | 2026-01-01T00:00Z    | 2028-02-29T00:00Z",
                "0 12 * * mon-fri    | 2026-01-02T12:00Z    | 2026-01-05T12:00Z",
                "0 12 * * 0          | 2026-01-01T00:00Z    | 2026-01-04T12:00Z",
                "0 0 13 * fri        | 2026-01-03T00:00Z    | 2026-01-09T00:00Z",
                "0 0 1 jan,JUL *     | 2026-01-01T00:00Z    | 2026-07-01T00:00Z",
                "@hourly             | 2026-01-01T05:00Z    | 2026-01-01T06:00Z",
                "@weekly             | 2026-01-01T05:00Z    | 2026-01-04T00:00Z",
                "0 0 1 1 ?           | 2026-01-01T00:00Z    | 2027-01-01T00:00Z"
            })
    void theNextTime(String schedule, ZonedDateTime after, ZonedDateTime next) {
        assertThat(CronSchedule.parse(schedule).next(after)).contains(next);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * *       | five fields",
                "* * * * * *   | five fields",
                "60 * * * *    | minute \"60\": from 0 to 59",
                "* 24 * * *    | hour \"24\": from 0 to 23",
                "* * 0 * *     | day of the month \"0\": from 1 to 31",
                "* * * 13 *    | month \"13\": from 1 to 12",
                "* * * * 7     | day of the week \"7\": from 0 to 6",
                "5-1 * * * *   | minute \"5-1\"",
                "*/0 * * * *   | minute \"*/0\"",
                "1-2-3 * * * * | minute \"1-2-3\"",
                "1/2/3 * * * * | minute \"1/2/3\"",
                ", * * * *     | minute \",\"",
                "-1 * * * *    | minute \"-1\"",
                "9999999999 * * * * | minute",
                "* * * foo *   | month \"foo\"",
                "@never        | five fields"
            })
    void whatIsNoScheduleIsNamed(String schedule, String words) {
        assertThatThrownBy(() -> CronSchedule.parse(schedule))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    @Test
    void aDayThatNeverComesIsNoTime() {
        assertThat(CronSchedule.parse("0 0 31 2 *").next(at("2026-01-01T00:00Z"))).isEmpty();
        assertThat(
                        CronSchedule.parse("0 0 31 2 *")
                                .last(at("2020-01-01T00:00Z"), at("2026-01-01T00:00Z")))
                .isEmpty();
    }

    @Test
    void hoursAreThoseOfTheZone() {
        ZonedDateTime berlin =
                at("2026-03-28T12:00Z").withZoneSameInstant(ZoneId.of("Europe/Berlin"));
        assertThat(CronSchedule.parse("0 9 * * *").next(berlin).orElseThrow().toInstant())
                .as("summer time begins on 29 March")
                .isEqualTo(at("2026-03-29T07:00Z").toInstant());
    }

    @Test
    void theLastTimeIsTheLastOfThoseThatNextGives() {
        Random random = new Random(3);
        for (String text : new String[] {"* * * * *", "*/7 3 * * *", "0 0 1 * *", "5 4 * * sun"}) {
            CronSchedule schedule = CronSchedule.parse(text);
            for (int i = 0; i < 50; i++) {
                ZonedDateTime from = at("2026-01-01T00:00Z").plusMinutes(random.nextInt(50_000));
                ZonedDateTime until = from.plusMinutes(random.nextInt(20_000));
                ZonedDateTime last = null;
                for (var at = schedule.next(from);
                        at.isPresent() && !at.get().isAfter(until);
                        at = schedule.next(at.get())) {
                    last = at.get();
                }
                assertThat(schedule.last(from, until).orElse(null)).as(text).isEqualTo(last);
            }
        }
    }

    /// Whatever is written, it is a schedule or is named, at once.
    @Test
    void randomTextsEndWithAnAnswer() {
        Random random = new Random(5);
        String letters = "0123456789*/-,? abcjnsu@";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(30); j > 0; j--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            try {
                CronSchedule schedule = CronSchedule.parse(text.toString());
                assertThat(
                                schedule.next(at("2026-01-01T00:00Z"))
                                        .map(ZonedDateTime::getSecond)
                                        .orElse(0))
                        .isZero();
            } catch (IllegalArgumentException named) {
                assertThat(named.getMessage()).isNotEmpty();
            }
        }
    }

    private static ZonedDateTime at(String text) {
        return ZonedDateTime.parse(text);
    }
}
