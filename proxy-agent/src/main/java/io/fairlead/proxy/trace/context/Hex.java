package io.fairlead.proxy.trace.context;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Identifiers as hexadecimal digits.
public final class Hex {

    /// Digits of 64 bits.
    public static final int DIGITS = 16;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Hex() {}

    /// 64 bits.
    public static String text(long value) {
        byte[] digits = new byte[DIGITS];
        write(value, digits, 0);
        return ascii(digits);
    }

    /// 128 bits.
    public static String text(long high, long low) {
        byte[] digits = new byte[2 * DIGITS];
        write(high, digits, 0);
        write(low, digits, DIGITS);
        return ascii(digits);
    }

    @SuppressWarnings("deprecation") // The fast way for bytes that are known to be ASCII.
    static String ascii(byte[] digits) {
        return new String(digits, 0);
    }

    static void write(long value, byte[] target, int offset) {
        LONG.set(target, offset, eight(value >>> 32));
        LONG.set(target, offset + DIGITS / 2, eight(value));
    }

    /// The digits of the lower half, all at once: a half byte in each byte, then what a letter has more than a digit.
    private static long eight(long value) {
        long halves = Long.expand(value, 0x0f0f_0f0f_0f0f_0f0fL);
        long letters = ((halves + 0x0606_0606_0606_0606L) >>> 4) & 0x0101_0101_0101_0101L;
        return halves + 0x3030_3030_3030_3030L + letters * ('a' - '9' - 1);
    }

    /// Whether all of it is hexadecimal digits.
    ///
    /// @param upper whether capital letters are digits
    static boolean is(String text, int from, int to, boolean upper) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            boolean digit =
                    (c >= '0' && c <= '9')
                            || (c >= 'a' && c <= 'f')
                            || (upper && c >= 'A' && c <= 'F');
            if (!digit) {
                return false;
            }
        }
        return true;
    }

    /// The value of at most 16 digits that [#is] has seen.
    static long value(String text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value << 4 | Character.digit(text.charAt(i), 16);
        }
        return value;
    }
}
