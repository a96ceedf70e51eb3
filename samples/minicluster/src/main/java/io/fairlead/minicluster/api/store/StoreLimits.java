package io.fairlead.minicluster.api.store;

/// How much the store remembers of the past.
///
/// @param changesMax what a watch that comes back may have missed; who missed more lists again (410)
/// @param changedBytesMax how large the objects of those changes may be together, as JSON; in memory they are several
///     times as large
/// @param waitingMax what a watcher may leave unread before it is cut off
public record StoreLimits(int changesMax, long changedBytesMax, int waitingMax) {

    public static final StoreLimits DEFAULT = new StoreLimits(10_000, 4L << 20, 10_000);
}
