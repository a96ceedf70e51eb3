package io.fairlead.minicluster.api.table;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/// How long ago something was, as people read it: `5s`, `3m20s`, `7h`, `2d3h`.
public final class Age {

    private Age() {}

    /// Since a timestamp of an object; `<unknown>` where there is none.
    public static String since(String timestamp, Instant now) {
        if (timestamp.isEmpty()) {
            return "<unknown>";
        }
        try {
            return of(Duration.between(Instant.parse(timestamp), now));
        } catch (DateTimeParseException _) {
            return "<invalid>";
        }
    }

    static String of(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        long minutes = seconds / 60;
        long hours = minutes / 60;
        long days = hours / 24;
        if (seconds < 120) {
            return seconds + "s";
        }
        if (minutes < 10) {
            return two(minutes, "m", seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        if (hours < 8) {
            return two(hours, "h", minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        if (days < 8) {
            return two(days, "d", hours % 24, "h");
        }
        if (days < 730) {
            return days + "d";
        }
        return days < 2_920 ? two(days / 365, "y", days % 365, "d") : (days / 365) + "y";
    }

    private static String two(long big, String unit, long small, String smallUnit) {
        return small == 0 ? big + unit : big + unit + small + smallUnit;
    }
}
