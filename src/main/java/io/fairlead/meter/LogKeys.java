package io.fairlead.meter;

/// Keys of log lines. The same fact has the same key everywhere.
public final class LogKeys {
    public static final String FILE = "file";
    public static final String OBJECT = "object";
    public static final String PROBLEMS = "problems";
    public static final String PROXY = "proxy";
    public static final String VERSION = "version";
    public static final String WHERE = "where";

    private LogKeys() {}
}
