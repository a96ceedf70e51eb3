package io.fairlead.migrate.decide.plan;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A CronJob's schedule, in UTC: five fields with lists, ranges, steps and names, or a word like `@hourly`.
public record Cron(BitSet minutes, BitSet hours, BitSet days, BitSet months, BitSet weekdays) {

    private static final Map<String, String> WORDS =
            Map.of(
                    "@hourly", "0 * * * *",
                    "@daily", "0 0 * * *",
                    "@midnight", "0 0 * * *",
                    "@weekly", "0 0 * * 0",
                    "@monthly", "0 0 1 * *",
                    "@yearly", "0 0 1 1 *",
                    "@annually", "0 0 1 1 *");
    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");
    private static final List<String> WEEKDAYS =
            List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final int FIELDS = 5;
    private static final int MINUTES_LOOKED_AT = 8 * 24 * 60;

    /// Empty for what is no schedule.
    public static Optional<Cron> parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        String[] fields = WORDS.getOrDefault(lower, lower).split("\\s+");
        if (fields.length != FIELDS) {
            return Optional.empty();
        }
        BitSet minutes = field(fields[0], 0, 59, List.of());
        BitSet hours = field(fields[1], 0, 23, List.of());
        BitSet days = field(fields[2], 1, 31, List.of());
        BitSet months = field(fields[3], 1, 12, MONTHS);
        BitSet weekdays = field(fields[4], 0, 7, WEEKDAYS);
        if (minutes == null
                || hours == null
                || days == null
                || months == null
                || weekdays == null) {
            return Optional.empty();
        }
        if (weekdays.get(DayOfWeek.SUNDAY.getValue())) {
            weekdays.set(0);
        }
        return Optional.of(new Cron(minutes, hours, days, months, weekdays));
    }

    private static @Nullable BitSet field(String text, int from, int to, List<String> names) {
        BitSet set = new BitSet();
        for (String part : text.split(",", -1)) {
            String[] stepped = part.split("/", -1);
            String[] ends = stepped[0].split("-", -1);
            boolean all = stepped[0].equals("*");
            Integer first = all ? Integer.valueOf(from) : number(ends[0], from, names);
            Integer last =
                    all || (stepped.length > 1 && ends.length == 1)
                            ? Integer.valueOf(to)
                            : number(ends[ends.length - 1], from, names);
            Integer step =
                    stepped.length == 1 ? Integer.valueOf(1) : number(stepped[1], 0, List.of());
            boolean shaped = stepped.length <= 2 && ends.length <= 2;
            if (!shaped || first == null || last == null || step == null) {
                return null;
            }
            if (step < 1 || first < from || last > to || first > last) {
                return null;
            }
            for (int at = first; at <= last; at += step) {
                set.set(at);
            }
        }
        return set;
    }

    private static @Nullable Integer number(String text, int from, List<String> names) {
        int named = names.indexOf(text);
        if (named >= 0) {
            return named + from;
        }
        return text.matches("\\d{1,2}") ? Integer.valueOf(text) : null;
    }

    /// True when it was due in a time, of which at most the last eight days are looked at.
    public boolean wasDue(Instant from, Instant until) {
        ZonedDateTime at = until.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES);
        for (int i = 0; i < MINUTES_LOOKED_AT && at.toInstant().isAfter(from); i++) {
            if (matches(at)) {
                return true;
            }
            at = at.minus(Duration.ofMinutes(1));
        }
        return false;
    }

    private boolean matches(ZonedDateTime at) {
        boolean day = days.get(at.getDayOfMonth());
        boolean weekday = weekdays.get(at.getDayOfWeek().getValue() % 7);
        boolean anyDay = days.cardinality() == 31;
        boolean anyWeekday = weekdays.get(0, 7).cardinality() == 7;
        boolean dated = (anyDay || anyWeekday) ? (day && weekday) : (day || weekday);
        return dated
                && minutes.get(at.getMinute())
                && hours.get(at.getHour())
                && months.get(at.getMonthValue());
    }
}
