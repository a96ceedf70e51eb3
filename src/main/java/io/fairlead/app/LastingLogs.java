package io.fairlead.app;

import java.util.logging.LogManager;

/// Keeps logging until the process is gone. The JDK's own manager takes all handlers away in a shutdown hook, at the
/// same time as ours runs: what is said of the stopping would be lost as chance has it.
public final class LastingLogs extends LogManager {

    private static final String PROPERTY = "java.util.logging.manager";

    /// For the JDK, which makes the manager by name.
    public LastingLogs() {}

    /// Takes effect when it comes before the first logger is made.
    static void choose() {
        System.setProperty(PROPERTY, LastingLogs.class.getName());
    }

    @Override
    public void reset() {
        // Only the shutdown hook asks for it.
    }
}
