package io.fairlead.trace.span;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// 128 bits, of which the upper half is zero where a tracer makes 64.
public record TraceId(long high, long low) {

    private static final int HALF = 16;
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{1,32}");

    /// From 1 to 32 hexadecimal digits.
    public static Optional<TraceId> parse(String hex) {
        if (!HEX.matcher(hex).matches()) {
            return Optional.empty();
        }
        int split = Math.max(0, hex.length() - HALF);
        return Optional.of(new TraceId(half(hex.substring(0, split)), half(hex.substring(split))));
    }

    private static long half(String hex) {
        return hex.isEmpty() ? 0 : Long.parseUnsignedLong(hex, HALF);
    }

    /// No trace has this one.
    public boolean isZero() {
        return high == 0 && low == 0;
    }

    /// 16 digits, or 32 where the upper half says something.
    @Override
    public String toString() {
        return high == 0 ? hex(low) : hex(high) + hex(low);
    }

    /// The 16 digits of a span's id.
    public static String hex(long id) {
        return HexFormat.of().toHexDigits(id);
    }
}
