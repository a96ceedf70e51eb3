package io.fairlead.app;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/// Logs on standard error, one line an event: `time=… level=… logger=… key=value … message`.
final class Logging {

    /// Libraries that tell more than an operator wants to know.
    /// Held here, because the JDK forgets loggers, and their levels, that nobody holds.
    private static final List<Logger> CHATTY =
            Stream.of("io.grpc", "io.netty", "io.helidon").map(Logger::getLogger).toList();

    private static final int FRAMES_MAX = 20;

    private Logging() {}

    static void start() {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        ConsoleHandler handler = new ConsoleHandler();
        handler.setFormatter(new OneLine());
        handler.setLevel(Level.INFO);
        root.addHandler(handler);
        root.setLevel(Level.INFO);
        CHATTY.forEach(logger -> logger.setLevel(Level.WARNING));
    }

    /// One event, one line.
    static final class OneLine extends Formatter {

        @Override
        public String format(LogRecord event) {
            Instant at = event.getInstant().truncatedTo(ChronoUnit.MILLIS);
            StringBuilder line = new StringBuilder("time=").append(at);
            line.append(" level=").append(level(event.getLevel()));
            line.append(" logger=").append(shortName(event.getLoggerName()));
            line.append(' ').append(oneLine(formatMessage(event)));
            if (event.getThrown() != null) {
                line.append(" trace=\"").append(oneLine(trace(event.getThrown()))).append('"');
            }
            return line.append('\n').toString();
        }

        private static String trace(Throwable thrown) {
            StringBuilder trace = new StringBuilder();
            for (Throwable at = thrown; at != null; at = at.getCause()) {
                trace.append(trace.isEmpty() ? "" : "; caused by ").append(at);
                Stream.of(at.getStackTrace())
                        .limit(FRAMES_MAX)
                        .forEach(frame -> trace.append(" at ").append(frame));
            }
            return trace.toString();
        }

        private static String level(Level level) {
            return switch (level.getName()) {
                case "SEVERE" -> "ERROR";
                case "WARNING" -> "WARN";
                default -> level.getName();
            };
        }

        private static String shortName(String logger) {
            return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
        }

        private static String oneLine(String text) {
            return text.strip().replace("\r", "").replace("\n", "\\n").replace("\t", " ");
        }
    }
}
