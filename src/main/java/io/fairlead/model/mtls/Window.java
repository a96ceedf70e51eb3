package io.fairlead.model.mtls;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// When a trial may begin: `Mon-Thu 09:00-16:00 UTC`.
///
/// @param to exclusive; a window does not go over midnight
public record Window(Set<DayOfWeek> days, LocalTime from, LocalTime to) {

    private static final Pattern TEXT =
            Pattern.compile(
                    "([A-Za-z]{3})(?:-([A-Za-z]{3}))? ([0-2]\\d):([0-5]\\d)-([0-2]\\d):([0-5]\\d) UTC");
    private static final int HOURS = 24;

    public Window {
        days = Set.copyOf(days);
    }

    /// Empty for what is no window.
    public static Optional<Window> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Optional<DayOfWeek> first = day(parts.group(1));
        Optional<DayOfWeek> last = parts.group(2) == null ? first : day(parts.group(2));
        int fromHour = Integer.parseInt(parts.group(3));
        int toHour = Integer.parseInt(parts.group(5));
        if (first.isEmpty() || last.isEmpty() || fromHour >= HOURS || toHour >= HOURS) {
            return Optional.empty();
        }
        Set<DayOfWeek> days = EnumSet.of(first.get());
        for (DayOfWeek day = first.get(); day != last.get(); day = day.plus(1)) {
            days.add(day.plus(1));
        }
        LocalTime from = LocalTime.of(fromHour, Integer.parseInt(parts.group(4)));
        LocalTime to = LocalTime.of(toHour, Integer.parseInt(parts.group(6)));
        return from.isBefore(to) ? Optional.of(new Window(days, from, to)) : Optional.empty();
    }

    private static Optional<DayOfWeek> day(String text) {
        String wanted = text.toUpperCase(Locale.ROOT);
        return EnumSet.allOf(DayOfWeek.class).stream()
                .filter(day -> day.name().startsWith(wanted))
                .findFirst();
    }

    public boolean contains(Instant now) {
        ZonedDateTime at = now.atZone(ZoneOffset.UTC);
        return days.contains(at.getDayOfWeek())
                && !at.toLocalTime().isBefore(from)
                && at.toLocalTime().isBefore(to);
    }
}
