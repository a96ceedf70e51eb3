package io.fairlead.minicluster.clock;

import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Times by the five fields of cron: minute, hour, day of the month, month, day of the week.
///
/// A field is `*`, a value, a range, each with a step behind `/`, or several of these with commas; months and days of
/// the week have names, too. Where both kinds of days are given, either is enough. The rules are those of crontab(5).
public final class CronSchedule {

    private static final int YEARS_MAX = 5;
    private static final int LENGTH_MAX = 200;

    private static final Map<String, String> NAMED =
            Map.of(
                    "@yearly", "0 0 1 1 *",
                    "@annually", "0 0 1 1 *",
                    "@monthly", "0 0 1 * *",
                    "@weekly", "0 0 * * 0",
                    "@daily", "0 0 * * *",
                    "@midnight", "0 0 * * *",
                    "@hourly", "0 * * * *");

    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean anyDay;
    private final boolean anyWeekday;

    /// What a field may hold.
    ///
    /// @param names of the values from the lowest on; empty where they have none
    private record Field(String name, int min, int max, List<String> names) {}

    private static final List<Field> FIELDS =
            List.of(
                    new Field("minute", 0, 59, List.of()),
                    new Field("hour", 0, 23, List.of()),
                    new Field("day of the month", 1, 31, List.of()),
                    new Field(
                            "month",
                            1,
                            12,
                            List.of("jan feb mar apr may jun jul aug sep oct nov dec".split(" "))),
                    new Field(
                            "day of the week",
                            0,
                            6,
                            List.of("sun mon tue wed thu fri sat".split(" "))));

    private CronSchedule(List<BitSet> fields, boolean anyDay, boolean anyWeekday) {
        this.minutes = fields.get(0);
        this.hours = fields.get(1);
        this.days = fields.get(2);
        this.months = fields.get(3);
        this.weekdays = fields.get(4);
        this.anyDay = anyDay;
        this.anyWeekday = anyWeekday;
    }

    /// Reads a schedule, for example `*/5 8-18 * * mon-fri` or `@daily`.
    ///
    /// @throws IllegalArgumentException naming the field and what it may hold
    public static CronSchedule parse(String text) {
        String stripped = text.strip().toLowerCase(Locale.ROOT);
        String[] words = NAMED.getOrDefault(stripped, stripped).split("\\s+");
        if (words.length != FIELDS.size() || text.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "wants five fields (minute, hour, day of the month, month, day of the week) or one of "
                            + NAMED.keySet().stream().sorted().toList());
        }
        List<BitSet> fields =
                java.util.stream.IntStream.range(0, words.length)
                        .mapToObj(i -> values(FIELDS.get(i), words[i]))
                        .toList();
        return new CronSchedule(fields, isAny(words[2]), isAny(words[4]));
    }

    private static boolean isAny(String word) {
        return word.startsWith("*") || word.startsWith("?");
    }

    private static BitSet values(Field field, String word) {
        BitSet values = new BitSet();
        for (String part : word.split(",", -1)) {
            String[] stepped = part.split("/", -1);
            int step = stepped.length == 2 ? number(field, stepped[1], word) : 1;
            if (stepped.length > 2 || step < 1) {
                throw wrong(field, word);
            }
            String[] range = stepped[0].split("-", -1);
            boolean any = stepped[0].equals("*") || stepped[0].equals("?");
            int from = any ? field.min : value(field, range[0], word);
            int to =
                    any || (range.length == 1 && stepped.length == 2)
                            ? field.max
                            : value(field, range[range.length - 1], word);
            if (range.length > 2 || from > to) {
                throw wrong(field, word);
            }
            for (int i = from; i <= to; i += step) {
                values.set(i);
            }
        }
        return values;
    }

    private static int value(Field field, String word, String whole) {
        int named = field.names.indexOf(word);
        int value = named >= 0 ? field.min + named : number(field, word, whole);
        if (value < field.min || value > field.max) {
            throw wrong(field, whole);
        }
        return value;
    }

    private static int number(Field field, String word, String whole) {
        if (!word.matches("\\d{1,3}")) {
            throw wrong(field, whole);
        }
        return Integer.parseInt(word);
    }

    private static IllegalArgumentException wrong(Field field, String word) {
        return new IllegalArgumentException(
                "%s \"%s\": from %d to %d".formatted(field.name, word, field.min, field.max));
    }

    /// The first time after this one; empty where there is none within five years.
    public Optional<ZonedDateTime> next(ZonedDateTime after) {
        ZonedDateTime end = after.plusYears(YEARS_MAX);
        ZonedDateTime at = after.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        while (at.isBefore(end)) {
            if (!months.get(at.getMonthValue()) || !isDay(at)) {
                at = at.truncatedTo(ChronoUnit.DAYS).plusDays(1);
            } else if (!hours.get(at.getHour())) {
                at = at.truncatedTo(ChronoUnit.HOURS).plusHours(1);
            } else if (!minutes.get(at.getMinute())) {
                at = at.plusMinutes(1);
            } else {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    /// The last time after the first of these and not after the second; empty where there is none.
    public Optional<ZonedDateTime> last(ZonedDateTime after, ZonedDateTime until) {
        long minutes = 1;
        ZonedDateTime from = until.minusMinutes(minutes);
        while (from.isAfter(after) && next(from).filter(at -> !at.isAfter(until)).isEmpty()) {
            minutes *= 2;
            from = until.minusMinutes(minutes);
        }
        ZonedDateTime start = from.isAfter(after) ? from : after;
        Optional<ZonedDateTime> found = next(start).filter(at -> !at.isAfter(until));
        Optional<ZonedDateTime> later = found;
        while (later.isPresent()) {
            found = later;
            later = next(later.get()).filter(at -> !at.isAfter(until));
        }
        return found;
    }

    private boolean isDay(ZonedDateTime at) {
        boolean day = days.get(at.getDayOfMonth());
        boolean weekday = weekdays.get(at.getDayOfWeek().getValue() % 7);
        return (anyDay || anyWeekday) ? (day && weekday) : (day || weekday);
    }
}
