package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Head;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Texts that were seen before, so that the thousandth request for one path makes no string. Of fixed size: a new text
/// takes the place of an old one. Belongs to one event loop.
final class Strings {

    private static final int SLOTS = 512;
    private static final int LONGEST = 256;

    private final byte[][] keys = new byte[SLOTS][];
    private final @Nullable String[] texts = new @Nullable String[SLOTS];

    /// The bytes of a head as text.
    String of(Head head, int start, int end) {
        int length = end - start;
        if (length == 0) {
            return "";
        }
        byte[] bytes = head.bytes();
        if (length > LONGEST) {
            return head.text(start, end);
        }
        int slot = hash(bytes, start, end) & (SLOTS - 1);
        byte[] key = keys[slot];
        String known = texts[slot];
        if (known != null && Arrays.equals(key, 0, key.length, bytes, start, end)) {
            return known;
        }
        byte[] copy = Arrays.copyOfRange(bytes, start, end);
        String text = new String(copy, StandardCharsets.ISO_8859_1);
        keys[slot] = copy;
        texts[slot] = text;
        return text;
    }

    private static int hash(byte[] bytes, int start, int end) {
        int hash = end - start;
        for (int i = start; i < end; i++) {
            hash = hash * 31 + bytes[i];
        }
        return hash ^ (hash >>> 13);
    }
}
