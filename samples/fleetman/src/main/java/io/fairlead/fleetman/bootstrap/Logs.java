package io.fairlead.fleetman.bootstrap;

import java.util.logging.Level;
import java.util.logging.Logger;

/// One line for each event, on standard error; the web server's own chatter only from warnings up.
public final class Logs {

    /// Held, because the JDK forgets the level of a logger that nobody holds.
    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    private Logs() {}

    /// Call first.
    public static void configure() {
        System.setProperty(
                "java.util.logging.SimpleFormatter.format",
                "time=%1$tFT%1$tT.%1$tLZ level=%4$s logger=%3$s %5$s%6$s%n");
        HELIDON.setLevel(Level.WARNING);
    }
}
