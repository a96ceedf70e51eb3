package io.fairlead.minicluster.schema;

/// When a container that ended is started again.
public enum Restart {
    ALWAYS,
    ON_FAILURE,
    NEVER;

    /// Is it, after this exit code?
    public boolean after(int exitCode) {
        return switch (this) {
            case ALWAYS -> true;
            case ON_FAILURE -> exitCode != 0;
            case NEVER -> false;
        };
    }
}
