package io.fairlead.proxy.telemetry.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The bytes of one line, on a buffer that is reused. Text that comes from the network is escaped, so that no header
/// can end the line, close a quote or speak to the reader's terminal: control characters, DEL and everything beyond
/// ASCII become `\xNN`, quote and backslash get a backslash.
public final class LogLine {

    /// A longer line is cut; no header list comes near it.
    public static final int BYTES_MAX = 64 * 1024;

    private static final int KNOWN_MAX = 64;

    // The line's end always fits.
    private static final int TEXT_MAX = BYTES_MAX - 1;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[1024];
    private int length;

    // The last text at each place of a line that needed no escape. Most texts are the very same
    // objects in the next
    // line too: methods, paths, clusters, addresses.
    private final @Nullable String[] known = new @Nullable String[KNOWN_MAX];

    private long cachedSecond = Long.MIN_VALUE;
    private final byte[] cachedDate = new byte[20];

    /// The buffer; valid up to [#length] until the next line.
    public byte[] bytes() {
        return bytes;
    }

    /// How many bytes the line has.
    public int length() {
        return length;
    }

    /// Begins the next line.
    public void clear() {
        length = 0;
    }

    /// Text of our own, as it is.
    void raw(byte[] text) {
        int fits = Math.min(text.length, TEXT_MAX - length);
        ensure(fits);
        System.arraycopy(text, 0, bytes, length, fits);
        length += fits;
    }

    /// One byte of our own.
    void raw(char ascii) {
        if (length < TEXT_MAX) {
            ensure(1);
            bytes[length++] = (byte) ascii;
        }
    }

    /// The line's end.
    void end() {
        ensure(1);
        bytes[length++] = '\n';
    }

    /// Text from outside, escaped and cut to `charsMax`.
    ///
    /// @param place in the line, from zero
    void escaped(CharSequence text, int charsMax, boolean json, int place) {
        int at = place & (KNOWN_MAX - 1);
        if (text instanceof String string
                && string.equals(known[at])
                && charsMax >= string.length()
                && copied(string)) {
            return;
        }
        int end = Math.min(text.length(), charsMax);
        int plain = plain(text, end);
        if (plain == text.length() && text instanceof String string) {
            known[at] = string;
        }
        escape(text, plain, end, json);
    }

    /// Copies a text that is known to need no escape.
    @SuppressWarnings("deprecation") // The fast way for text that is known to be ASCII.
    private boolean copied(String text) {
        int n = text.length();
        if (n > TEXT_MAX - 8 - length) {
            return false;
        }
        ensure(n);
        text.getBytes(0, n, bytes, length);
        length += n;
        return true;
    }

    private void escape(CharSequence text, int from, int end, boolean json) {
        for (int i = from; i < end && length < TEXT_MAX - 8; i++) {
            char c = text.charAt(i);
            ensure(8);
            if (c == '"' || c == '\\') {
                bytes[length++] = '\\';
                bytes[length++] = (byte) c;
            } else if (c >= 0x20 && c < 0x7f) {
                bytes[length++] = (byte) c;
            } else if (json || c > 0xff) {
                unicode(c);
            } else {
                bytes[length++] = '\\';
                bytes[length++] = 'x';
                bytes[length++] = HEX[c >> 4];
                bytes[length++] = HEX[c & 15];
            }
        }
    }

    /// Copies what needs no escape, up to the first character that does: nearly always all of it.
    ///
    /// @return how many characters those were
    private int plain(CharSequence text, int end) {
        int most = Math.min(end, TEXT_MAX - 8 - length);
        if (most <= 0) {
            return 0;
        }
        ensure(most);
        byte[] to = bytes;
        int at = length;
        int i = 0;
        for (; i < most; i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\') {
                break;
            }
            to[at + i] = (byte) c;
        }
        length = at + i;
        return i;
    }

    private void unicode(char c) {
        bytes[length++] = '\\';
        bytes[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[(c >> shift) & 15];
        }
    }

    /// A number in decimal.
    void number(long value) {
        ensure(20);
        if (value >= 0 && value < 1000) {
            padded(value, value < 10 ? 1 : value < 100 ? 2 : 3);
            return;
        }
        if (value < 0) {
            raw('-');
            value = value == Long.MIN_VALUE ? Long.MAX_VALUE : -value;
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        padded(value, digits);
    }

    /// `2026-11-24T17:46:18.123Z`. The part up to the second is kept from the last call.
    void timestamp(long epochMillis) {
        long second = Math.floorDiv(epochMillis, 1000L);
        ensure(cachedDate.length + 8);
        if (second != cachedSecond) {
            int from = length;
            date(second);
            System.arraycopy(bytes, from, cachedDate, 0, cachedDate.length);
            cachedSecond = second;
        } else {
            raw(cachedDate);
        }
        padded(Math.floorMod(epochMillis, 1000L), 3);
        raw('Z');
    }

    // Days to a civil date by the era arithmetic of H. Hinnant; java.time would allocate for each
    // line.
    private void date(long epochSecond) {
        long days = Math.floorDiv(epochSecond, 86_400L) + 719_468;
        long secondOfDay = Math.floorMod(epochSecond, 86_400L);
        long era = Math.floorDiv(days, 146_097L);
        long dayOfEra = days - era * 146_097;
        long yearOfEra =
                (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long shifted = (5 * dayOfYear + 2) / 153;
        long month = shifted < 10 ? shifted + 3 : shifted - 9;
        padded(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4);
        raw('-');
        padded(month, 2);
        raw('-');
        padded(dayOfYear - (153 * shifted + 2) / 5 + 1, 2);
        raw('T');
        padded(secondOfDay / 3600, 2);
        raw(':');
        padded(secondOfDay / 60 % 60, 2);
        raw(':');
        padded(secondOfDay % 60, 2);
        raw('.');
    }

    private void padded(long value, int digits) {
        ensure(digits);
        if (length + digits > TEXT_MAX) {
            return;
        }
        int i = digits - 1;
        for (; value > Integer.MAX_VALUE; i--) {
            bytes[length + i] = (byte) ('0' + value % 10);
            value /= 10;
        }
        // Shorter divisions for nearly all numbers.
        for (int rest = (int) value; i >= 0; i--) {
            bytes[length + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    /// For people and tests.
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
