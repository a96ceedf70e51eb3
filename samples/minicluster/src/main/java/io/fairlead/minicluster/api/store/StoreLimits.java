package io.fairlead.minicluster.api.store;

/// How much the store remembers of the past.
///
/// @param changesMax what a watch that comes back may have missed; who missed more lists again (410)
/// @param waitingMax what a watcher may leave unread before it is cut off
public record StoreLimits(int changesMax, int waitingMax) {

    public static final StoreLimits DEFAULT = new StoreLimits(10_000, 10_000);
}
