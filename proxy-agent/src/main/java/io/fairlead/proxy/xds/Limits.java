package io.fairlead.proxy.xds;

/// How much configuration this proxy takes. What is beyond is refused, with the bound and what to do; the process would
/// end otherwise, and with it the traffic of its pod.
///
/// @param resourcesMax of one kind
/// @param bytesMax of the heap, for all kinds together: what is kept of them and what is made of them ([HeapCost])
/// @param problemsMax that are told of one response
record Limits(int resourcesMax, long bytesMax, int problemsMax) {
    private static final int RESOURCES_MAX = 100_000;
    private static final int PROBLEMS_MAX = 100;

    /// The rest is for a message on its way, for what is made anew while the old is in use, and for traffic.
    private static final int HEAP_PERCENT = 40;

    /// For a process that may have a heap of that size.
    static Limits ofHeap(long heapBytes) {
        return new Limits(RESOURCES_MAX, heapBytes / 100 * HEAP_PERCENT, PROBLEMS_MAX);
    }
}
