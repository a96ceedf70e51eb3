package io.fairlead.proxy.bootstrap;

import java.util.logging.LogManager;

/// Keeps logging until the process is gone. The JDK's own manager takes all handlers away in a shutdown hook, at the
/// same time as ours runs: what is said of the stopping would be lost as chance has it.
public final class LastingLogs extends LogManager {

    /// The JDK takes the manager of this name when its first logger is made. So it is set before that, and by another
    /// class: when this one is initialized, its superclass makes the manager.
    static final String PROPERTY = "java.util.logging.manager";

    /// For the JDK, which makes the manager by name.
    public LastingLogs() {}

    @Override
    public void reset() {
        // Only the shutdown hook asks for it.
    }
}
