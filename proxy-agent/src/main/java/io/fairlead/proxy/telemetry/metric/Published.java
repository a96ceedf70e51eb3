package io.fairlead.proxy.telemetry.metric;

import java.util.Arrays;
import java.util.List;
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

    int size() {
        return size;
    }

    /// What was added so far. For any thread.
    List<T> all() {
        int count = size;
        @SuppressWarnings("unchecked") // only add() writes
        List<T> all = (List<T>) Arrays.asList(Arrays.copyOf(items, count));
        return all;
    }
}
