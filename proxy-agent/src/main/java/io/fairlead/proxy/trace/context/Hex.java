package io.fairlead.proxy.trace.context;

/// Identifiers as hexadecimal digits.
public final class Hex {

    /// Digits of 64 bits.
    public static final int DIGITS = 16;

    private static final byte[] SMALL = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

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
        for (int i = DIGITS - 1; i >= 0; i--) {
            target[offset + DIGITS - 1 - i] = SMALL[(int) (value >>> (4 * i)) & 0xf];
        }
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
