package io.fairlead.proxy.http.route;

import io.fairlead.proxy.model.Ascii;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the value of a piece of text, ASCII letters of either case being equal, without making a string of it.
final class DomainTable<V> {
    private final String[] keys;
    private final Object[] values;
    private final int mask;

    /// A key and its value; the first one of equal keys counts.
    record Entry<V>(String key, V value) {}

    DomainTable(List<Entry<V>> entries) {
        int size = Integer.highestOneBit(Math.max(2, entries.size() * 2)) * 2;
        this.keys = new String[size];
        this.values = new Object[size];
        this.mask = size - 1;
        entries.forEach(this::put);
    }

    private void put(Entry<V> entry) {
        String key = entry.key();
        int slot = hash(key, 0, key.length()) & mask;
        while (keys[slot] != null) {
            if (Ascii.equalsIgnoreCase(key, keys[slot])) {
                return;
            }
            slot = (slot + 1) & mask;
        }
        keys[slot] = key;
        values[slot] = entry.value();
    }

    /// The value for `text[from, to)`.
    @SuppressWarnings("unchecked") // only put() writes values, and it writes V
    @Nullable V find(CharSequence text, int from, int to) {
        int slot = hash(text, from, to) & mask;
        while (keys[slot] != null) {
            if (keys[slot].length() == to - from
                    && Ascii.regionMatches(text, from, keys[slot], true)) {
                return (V) values[slot];
            }
            slot = (slot + 1) & mask;
        }
        return null;
    }

    private static int hash(CharSequence text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + Ascii.toLower(text.charAt(i));
        }
        return hash ^ (hash >>> 15);
    }
}
