package io.fairlead.proxy.bootstrap;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// One line per event on standard error: time, level, room, `key=value`s.
final class LogSetup {
    private LogSetup() {}

    static void install() {
        Logger root = Logger.getLogger("");
        for (var handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        ConsoleHandler console = new ConsoleHandler();
        console.setFormatter(new Line());
        root.addHandler(console);
        root.setLevel(Level.INFO);
    }

    /// @param level `debug`, `info`, `warn`, `error` or `none`
    static void level(String level) {
        Logger.getLogger("")
                .setLevel(
                        switch (level) {
                            case "debug" -> Level.FINE;
                            case "warn" -> Level.WARNING;
                            case "error" -> Level.SEVERE;
                            case "none" -> Level.OFF;
                            default -> Level.INFO;
                        });
    }

    private static final class Line extends Formatter {
        @Override
        public String format(LogRecord record) {
            String logger = String.valueOf(record.getLoggerName());
            String line =
                    "%s level=%s logger=%s %s%n"
                            .formatted(
                                    record.getInstant(),
                                    level(record.getLevel()),
                                    logger.substring(logger.lastIndexOf('.') + 1),
                                    formatMessage(record));
            Throwable thrown = record.getThrown();
            return thrown == null ? line : line + trace(thrown);
        }

        private static String level(Level level) {
            if (level.intValue() >= Level.SEVERE.intValue()) {
                return "error";
            }
            if (level.intValue() >= Level.WARNING.intValue()) {
                return "warn";
            }
            return level.intValue() >= Level.INFO.intValue() ? "info" : "debug";
        }

        private static String trace(Throwable thrown) {
            StringWriter out = new StringWriter();
            thrown.printStackTrace(new PrintWriter(out));
            return out.toString();
        }
    }
}
