package io.fairlead.proxy.telemetry.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A list that one event loop appends to and any thread may read. It grows by doubling, so that appending costs the
/// same however much is there already.
///
/// @param <T> of the items
final class Published<T> {
    private volatile @Nullable Object[] items = new @Nullable Object[16];

    /// Written after the item, read before it: whoever sees the number sees the items.
    private volatile int size;

    /// On the owner's loop only.
    void add(T item) {
        int at = size;
        @Nullable Object[] room = items;
        if (at == room.length) {
            room = Arrays.copyOf(room, at * 2);
            items = room;
        }
        room[at] = item;
        size = at + 1;
    }

    /// Takes away what isn't to be kept. On the owner's loop only.
    void retain(Predicate<T> kept) {
        List<T> left = all().stream().filter(kept).toList();
        // A new array: whoever reads the old one sees what was.
        @Nullable Object[] room = new @Nullable Object[items.length];
        for (int i = 0; i < left.size(); i++) {
            room[i] = left.get(i);
        }
        items = room;
        size = left.size();
    }

    /// What was added so far. For any thread.
    List<T> all() {
        int count = size;
        @Nullable Object[] room = items;
        List<T> all = new ArrayList<>(count);
        for (int i = 0; i < Math.min(count, room.length); i++) {
            // Nothing where a number of before meets an array that was made since.
            if (room[i] != null) {
                @SuppressWarnings("unchecked") // only add() writes
                T item = (T) room[i];
                all.add(item);
            }
        }
        return all;
    }
}
