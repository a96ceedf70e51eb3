package io.fairlead.proxy.xds.decode;

/// How much one resource may hold.
final class DecodeLimits {
    static final int RESOURCE_BYTES_MAX = 16 * 1024 * 1024;
    static final int CHAINS_MAX = 10_000;
    static final int VIRTUAL_HOSTS_MAX = 50_000;
    static final int ROUTES_MAX = 100_000;
    static final int DIRECT_BODY_MAX = 1024 * 1024;
    static final int HOSTS_MAX = 100_000;
    static final int REGEX_CHARS_MAX = 10_000;

    /// Of the programs of all regular expressions of one resource together.
    static final int REGEX_STEPS_MAX = 500_000;

    /// What a step weighs among the bytes of the configuration, of which each stands for four on the heap.
    static final int REGEX_STEP_BYTES = 32;

    static final int WEIGHTED_CLUSTERS_MAX = 1_000;
    static final int ROOTS_BYTES_MAX = 1024 * 1024;
    static final int PROBLEMS_MAX = 100;

    private DecodeLimits() {}
}
