package io.fairlead.proxy.telemetry.metric;

import io.fairlead.proxy.meter.RequestRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Finds what belongs to a request by hash, without making a key. Of one event loop.
///
/// @param <T> what is found
final class Slots<T> {
    private final int max;
    private final @Nullable Slot<T>[] slots;
    private int size;

    /// What was found before: most requests are like the one before them.
    private @Nullable Slot<T> last;

    private record Slot<T>(RequestKey key, T value) {}

    /// @param max how many fit
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of nothing but our own slots
    Slots(int max) {
        this.max = max;
        // Never more than half full, so that probing stays short and ends.
        this.slots = new Slot[Integer.highestOneBit(Math.max(1, max)) << 2];
    }

    boolean isFull() {
        return size >= max;
    }

    @Nullable T find(RequestRecord request) {
        Slot<T> found = last;
        if (found == null || !found.key.is(request)) {
            found = find(request, RequestKey.hashOf(request));
            last = found;
        }
        return found == null ? null : found.value;
    }

    private @Nullable Slot<T> find(RequestRecord request, int hash) {
        int mask = slots.length - 1;
        int at = hash & mask;
        for (Slot<T> found = slots[at]; found != null; found = slots[at]) {
            if (found.key.hash() == hash && found.key.is(request)) {
                return found;
            }
            at = (at + 1) & mask;
        }
        return null;
    }

    /// Adds what is not there yet, where there is room.
    void put(RequestKey key, T value) {
        int mask = slots.length - 1;
        int at = key.hash() & mask;
        while (slots[at] != null) {
            at = (at + 1) & mask;
        }
        slots[at] = new Slot<>(key, value);
        size++;
    }

    /// Forgets what isn't to be kept.
    void retain(Predicate<T> kept) {
        List<Slot<T>> all = new ArrayList<>();
        for (Slot<T> slot : slots) {
            if (slot != null && kept.test(slot.value)) {
                all.add(slot);
            }
        }
        Arrays.fill(slots, null);
        last = null;
        size = 0;
        all.forEach(slot -> put(slot.key, slot.value));
    }
}
