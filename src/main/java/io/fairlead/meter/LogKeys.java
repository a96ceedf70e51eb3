package io.fairlead.meter;

/// Keys of log lines. The same fact has the same key everywhere.
public final class LogKeys {
    public static final String PROXY = "proxy";
    public static final String VERSION = "version";
    public static final String WHERE = "where";

    private LogKeys() {}
}
