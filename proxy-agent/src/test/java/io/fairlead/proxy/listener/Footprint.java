package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;

/// What all of it holds in memory, to be compared with later.
///
/// @param buffers bytes that the proxy's allocators hold
/// @param heap bytes of objects
record Footprint(long buffers, long heap) {

    /// The serial collector leaves dead objects at the bottom of the old generation, where moving the living would cost
    /// more than it gains, and clears them in every fourth collection only.
    private static final int COLLECTIONS = 8;

    static Footprint now() {
        return new Footprint(inBuffers(), onHeap());
    }

    /// Checks that both have grown by less than `bound` bytes.
    void grewByLessThan(long bound, String when) {
        long more = inBuffers() - buffers;
        long live = onHeap() - heap;
        for (int i = 1; i < COLLECTIONS && live >= bound; i++) {
            live = onHeap() - heap;
        }
        System.out.printf(
                "memory %s: buffers %+d KiB, heap %+d KiB%n", when, more >> 10, live >> 10);
        assertThat(more).as("bytes in buffers " + when).isLessThan(bound);
        assertThat(live).as("bytes of heap " + when).isLessThan(bound);
    }

    /// Bytes that the allocators hold now.
    static long inBuffers() {
        long all = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
        if (!ByteBufAllocator.DEFAULT.equals(PooledByteBufAllocator.DEFAULT)
                && ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
            ByteBufAllocatorMetric metric = provider.metric();
            all += metric.usedDirectMemory() + metric.usedHeapMemory();
        }
        return all + PooledByteBufAllocator.DEFAULT.metric().usedHeapMemory();
    }

    private static long onHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
