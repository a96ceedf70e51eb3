package io.fairlead.proxy.telemetry.metric;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Numbers that one event loop adds to and any thread may read: no read-modify-write instruction, no lock, no torn
/// value.
final class Cells {

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] values;

    Cells(int size) {
        values = new long[size];
    }

    int size() {
        return values.length;
    }

    /// On the owner's loop only.
    void add(int index, long amount) {
        CELL.setOpaque(values, index, values[index] + amount);
    }

    long read(int index) {
        return (long) CELL.getOpaque(values, index);
    }

    /// Adds all values to `sums`.
    void addTo(long[] sums) {
        for (int i = 0; i < values.length; i++) {
            sums[i] += read(i);
        }
    }
}
