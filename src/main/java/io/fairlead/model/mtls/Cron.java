package io.fairlead.model.mtls;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A CronJob's schedule: five fields with lists, ranges, steps and names, or a word like `@hourly`.
///
/// @param zone by whose clocks
public record Cron(
        BitSet minutes, BitSet hours, BitSet days, BitSet months, BitSet weekdays, ZoneId zone) {

    /// Is never due: of a schedule that nobody can read.
    public static final Cron NEVER =
            new Cron(
                    new BitSet(),
                    new BitSet(),
                    new BitSet(),
                    new BitSet(),
                    new BitSet(),
                    ZoneOffset.UTC);

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
    private static final int DAYS_LOOKED_AT = 32;
    private static final int LAST_HOUR = 23;
    private static final int LAST_MINUTE = 59;

    /// By the clocks of UTC. Empty for what is no schedule.
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
        return Optional.of(new Cron(minutes, hours, days, months, weekdays, ZoneOffset.UTC));
    }

    private static @Nullable BitSet field(String text, int from, int to, List<String> names) {
        BitSet set = new BitSet();
        for (String part : text.split(",", -1)) {
            String[] stepped = part.split("/", -1);
            String[] ends = stepped[0].split("-", -1);
            boolean all = stepped[0].equals("*") || stepped[0].equals("?");
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

    /// The same by the clocks of another zone.
    public Cron in(ZoneId other) {
        return new Cron(minutes, hours, days, months, weekdays, other);
    }

    /// When it was due last; empty when it was not in the last 32 days.
    public Optional<Instant> lastDue(Instant until) {
        ZonedDateTime now = until.atZone(zone);
        for (int back = 0; back < DAYS_LOOKED_AT; back++) {
            LocalDate day = now.toLocalDate().minusDays(back);
            int hour =
                    !matches(day)
                            ? -1
                            : hours.previousSetBit(back == 0 ? now.getHour() : LAST_HOUR);
            while (hour >= 0) {
                boolean thisHour = back == 0 && hour == now.getHour();
                int minute = minutes.previousSetBit(thisHour ? now.getMinute() : LAST_MINUTE);
                if (minute >= 0) {
                    // A time that the clocks skip comes later than it says.
                    Instant due = day.atTime(hour, minute).atZone(zone).toInstant();
                    if (!due.isAfter(until)) {
                        return Optional.of(due);
                    }
                }
                hour = hours.previousSetBit(hour - 1);
            }
        }
        return Optional.empty();
    }

    private boolean matches(LocalDate at) {
        boolean day = days.get(at.getDayOfMonth());
        boolean weekday = weekdays.get(at.getDayOfWeek().getValue() % 7);
        boolean anyDay = days.cardinality() == 31;
        boolean anyWeekday = weekdays.get(0, 7).cardinality() == 7;
        boolean dated = (anyDay || anyWeekday) ? (day && weekday) : (day || weekday);
        return dated && months.get(at.getMonthValue());
    }
}
