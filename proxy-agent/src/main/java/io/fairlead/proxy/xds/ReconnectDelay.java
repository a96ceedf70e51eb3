package io.fairlead.proxy.xds;

import java.util.random.RandomGenerator;

/// How long to wait before connecting again: a random part of a window that doubles up to a limit, so that a mesh
/// full of proxies doesn't come back at once.
final class ReconnectDelay {
    static final long FIRST_MILLIS = 200;
    static final long MAX_MILLIS = 10_000;

    private ReconnectDelay() {}

    /// @param failures in a row, at least 1
    static long millis(int failures, RandomGenerator random) {
        long window = Math.min(MAX_MILLIS, FIRST_MILLIS << Math.min(20, Math.max(0, failures - 1)));
        return window / 2 + random.nextLong(window / 2 + 1);
    }
}
