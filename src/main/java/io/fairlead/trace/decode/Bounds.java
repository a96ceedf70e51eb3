package io.fairlead.trace.decode;

import io.fairlead.trace.decode.Cuts.What;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The limits of one request, and what they have taken away so far.
record Bounds(DecodeLimits limits, Cuts cuts, Names names) {

    /// Adds when there is room; else counts.
    <T> void add(List<T> list, T element, int max, What what) {
        if (list.size() < max) {
            list.add(element);
        } else {
            cuts.count(what);
        }
    }

    /// A name, cut to its bytes.
    String name(String text) {
        return names.same(cut(text, limits.nameBytesMax(), What.NAME));
    }

    /// A tag's text, cut to its bytes.
    String value(String text) {
        return cut(text, limits.valueBytesMax(), What.VALUE);
    }

    private String cut(String text, int max, What what) {
        if (text.length() * 3L <= max) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= max) {
            return text;
        }
        cuts.count(what);
        return beginning(bytes, max);
    }

    /// The characters that are whole in the first bytes.
    static String beginning(byte[] bytes, int max) {
        int end = Math.min(bytes.length, max);
        while (end > 0 && end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8) + "…";
    }
}
