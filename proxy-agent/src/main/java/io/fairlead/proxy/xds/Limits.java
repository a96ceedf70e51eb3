package io.fairlead.proxy.xds;

/// How much configuration this proxy takes. What is beyond is refused, with the bound and what to do; the process would
/// end otherwise, and with it the traffic of its pod.
///
/// @param resourcesMax of one kind
/// @param bytesMax of all kinds together, as they came; what is made of them takes four times as much
/// @param problemsMax that are told of one response
record Limits(int resourcesMax, long bytesMax, int problemsMax) {
    private static final int RESOURCES_MAX = 100_000;
    private static final int PROBLEMS_MAX = 100;

    /// What is kept, what is made of it, and a message on its way are all on the heap at once.
    private static final int HEAP_SHARE = 8;

    /// For a process that may have a heap of that size.
    static Limits ofHeap(long heapBytes) {
        return new Limits(RESOURCES_MAX, heapBytes / HEAP_SHARE, PROBLEMS_MAX);
    }
}
