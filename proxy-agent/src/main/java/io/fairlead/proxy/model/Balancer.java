package io.fairlead.proxy.model;

/// How a host is picked.
public sealed interface Balancer {
    /// One after the other, by weight.
    record RoundRobin() implements Balancer {}

    /// The one with fewer requests among `choices` random ones.
    record LeastRequest(int choices) implements Balancer {
        public static final LeastRequest DEFAULT = new LeastRequest(2);
    }

    /// Any.
    record Random() implements Balancer {}

    /// By hash, on a ring of at least `sizeMin` and at most `sizeMax` points.
    record RingHash(long sizeMin, long sizeMax, Hash hash) implements Balancer {
        public static final RingHash DEFAULT = new RingHash(1024, 8 * 1024 * 1024, Hash.XX_HASH);
    }

    /// Maglev in Envoy; here it is a ring of at least that size, which keeps the promise (same hash, same host) but
    /// not the table.
    record Maglev(long tableSize) implements Balancer {}

    /// Not a choice: the host is the original destination.
    record ByCluster() implements Balancer {}

    /// Hash functions of a ring.
    enum Hash {
        XX_HASH,
        MURMUR_HASH_2
    }
}
