package io.fairlead.ingest.decode;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Durations as Istio writes them, in Go's way: `10s`, `1.5h`, `1m30s`, `100ms`.
final class Durations {
    private static final Pattern PART =
            Pattern.compile("(\\d{1,12}\\.?\\d{0,9}|\\.\\d{1,9})(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Long> NANOS =
            Map.of(
                    "ns", 1L,
                    "us", 1_000L,
                    "µs", 1_000L,
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "m", 60_000_000_000L,
                    "h", 3_600_000_000_000L);
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private Durations() {}

    /// Null when it is not one.
    static @Nullable Duration parse(String text) {
        boolean negative = text.startsWith("-");
        String bare = negative || text.startsWith("+") ? text.substring(1) : text;
        if (bare.equals("0")) {
            return Duration.ZERO;
        }
        Matcher part = PART.matcher(bare);
        BigDecimal nanos = BigDecimal.ZERO;
        int at = 0;
        while (at < bare.length() && part.find(at) && part.start() == at) {
            long unit = NANOS.getOrDefault(part.group(2), 0L);
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
            at = part.end();
        }
        if (at == 0 || at < bare.length() || nanos.compareTo(MAX) > 0) {
            return null;
        }
        return Duration.ofNanos(negative ? -nanos.longValue() : nanos.longValue());
    }
}
