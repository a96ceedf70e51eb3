package io.fairlead.trace.query;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as Jaeger's API writes them: `1.5s`, `100ms`, `1h2m`.
final class GoDuration {

    private static final Pattern PART =
            Pattern.compile("([0-9]{0,18}\\.?[0-9]{0,9})(ns|us|µs|ms|s|m|h)");
    private static final Pattern WHOLE =
            Pattern.compile("[-+]?(?:[0-9]{0,18}\\.?[0-9]{0,9}(?:ns|us|µs|ms|s|m|h)){1,8}");
    private static final Map<String, Long> NANOS =
            Map.of(
                    "ns", 1L,
                    "us", 1_000L,
                    "µs", 1_000L,
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "m", 60_000_000_000L,
                    "h", 3_600_000_000_000L);
    private static final long MICRO = 1_000;
    private static final BigDecimal MICROS_MAX = BigDecimal.valueOf(Long.MAX_VALUE / MICRO);

    private GoDuration() {}

    /// Microseconds.
    static Optional<Long> parse(String text) {
        if (text.equals("0")) {
            return Optional.of(0L);
        }
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        BigDecimal micros = BigDecimal.ZERO;
        Matcher parts = PART.matcher(text);
        while (parts.find()) {
            String number = parts.group(1);
            if (number.isEmpty() || number.equals(".")) {
                return Optional.empty();
            }
            BigDecimal nanos = new BigDecimal(number).multiply(unit(parts.group(2)));
            micros = micros.add(nanos.movePointLeft(3));
        }
        if (micros.compareTo(MICROS_MAX) > 0) {
            return Optional.empty();
        }
        return Optional.of(text.startsWith("-") ? -micros.longValue() : micros.longValue());
    }

    private static BigDecimal unit(String name) {
        return BigDecimal.valueOf(NANOS.getOrDefault(name, 1L));
    }

    /// In the largest unit that leaves a whole number before the point.
    static String format(long micros) {
        long size = Math.abs(micros);
        String sign = micros < 0 ? "-" : "";
        if (size == 0) {
            return "0s";
        }
        if (size < 1_000) {
            return sign + size + "µs";
        }
        if (size < 1_000_000) {
            return sign + decimal(size, 3) + "ms";
        }
        long minutes = size / 60_000_000;
        String seconds = decimal(size % 60_000_000, 6) + "s";
        if (minutes == 0) {
            return sign + seconds;
        }
        String hours = minutes >= 60 ? minutes / 60 + "h" : "";
        return sign + hours + minutes % 60 + "m" + seconds;
    }

    private static String decimal(long value, int places) {
        return BigDecimal.valueOf(value, places).stripTrailingZeros().toPlainString();
    }
}
