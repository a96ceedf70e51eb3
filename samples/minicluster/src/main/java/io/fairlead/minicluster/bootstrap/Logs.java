package io.fairlead.minicluster.bootstrap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// Sets up logging: one line an event.
final class Logs {

    private static final int EVENT_BYTES_MAX = 2 << 20;
    private static final int EVENT_FILES_MAX = 2;

    // Kept, since the logging library itself would let go of it.
    private static final Logger EVENTS = Logger.getLogger("events");

    private Logs() {}

    static void configure() {
        System.setProperty(
                "java.util.logging.SimpleFormatter.format",
                "%1$tFT%1$tT.%1$tLZ level=%4$s %5$s%6$s%n");
    }

    /// Sends what happens to pods to a file of its own.
    static void events(Path dir) throws IOException {
        FileHandler handler =
                new FileHandler(
                        dir.resolve("events.%g.log").toString(),
                        EVENT_BYTES_MAX,
                        EVENT_FILES_MAX,
                        true);
        handler.setFormatter(new SimpleFormatter());
        EVENTS.addHandler(handler);
        EVENTS.setUseParentHandlers(false);
    }
}
