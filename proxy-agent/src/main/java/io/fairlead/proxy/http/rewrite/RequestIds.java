package io.fairlead.proxy.http.rewrite;

import io.fairlead.proxy.model.HttpConnection.RequestId;
import java.nio.charset.StandardCharsets;

/// What happens to `x-request-id`: in the mesh it stays as it is and is made when it is missing; what an external
/// client sends to a gateway is replaced unless it is to be kept.
public final class RequestIds {
    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    /// Length of an id that is made here.
    public static final int LENGTH = 36;

    private RequestIds() {}

    /// Is a new id to be set?
    ///
    /// @param external the request comes from outside the mesh
    public static boolean isToBeSet(RequestId settings, boolean present, boolean external) {
        return settings.generate() && (!present || (external && !settings.preserveExternal()));
    }

    /// Writes a random UUID (version 4) as [#LENGTH] ASCII bytes.
    public static void write(long high, long low, byte[] target, int offset) {
        long first = (high & ~0xf000L) | 0x4000L;
        long second = (low & 0x3fffffffffffffffL) | 0x8000000000000000L;
        int at = hex(first >>> 32, 8, target, offset);
        target[at++] = '-';
        at = hex(first >>> 16, 4, target, at);
        target[at++] = '-';
        at = hex(first, 4, target, at);
        target[at++] = '-';
        at = hex(second >>> 48, 4, target, at);
        target[at++] = '-';
        hex(second, 12, target, at);
    }

    private static int hex(long value, int digits, byte[] target, int offset) {
        for (int i = digits - 1; i >= 0; i--) {
            target[offset + digits - 1 - i] = HEX[(int) (value >>> (4 * i)) & 0xf];
        }
        return offset + digits;
    }

    /// The same as a text.
    public static String text(long high, long low) {
        byte[] bytes = new byte[LENGTH];
        write(high, low, bytes, 0);
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
