package io.fairlead.telemetry.aggregate;

import io.fairlead.telemetry.aggregate.TrafficReport.Row;
import org.jspecify.annotations.Nullable;

/// What happened in the last slots of equal length. A slot that is too old is taken for nothing and used again.
final class Window {
    private final long slotSeconds;
    private final @Nullable Slot[] slots;

    private record Slot(long number, Sum sum) {}

    Window(long slotSeconds, int slots) {
        this.slotSeconds = slotSeconds;
        this.slots = new @Nullable Slot[slots];
    }

    long seconds() {
        return slotSeconds * slots.length;
    }

    void add(Row row, long nowSeconds) {
        long number = nowSeconds / slotSeconds;
        int at = Math.floorMod(number, slots.length);
        Slot slot = slots[at];
        if (slot == null || slot.number != number) {
            slot = new Slot(number, new Sum());
            slots[at] = slot;
        }
        slot.sum.add(row);
    }

    Sum sum(long nowSeconds) {
        long number = nowSeconds / slotSeconds;
        Sum all = new Sum();
        for (Slot slot : slots) {
            if (slot != null && slot.number > number - slots.length && slot.number <= number) {
                all.add(slot.sum);
            }
        }
        return all;
    }
}
