package io.fairlead.proxy.admin;

import io.fairlead.proxy.endpoint.Query;
import io.fairlead.proxy.endpoint.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Says how much is logged, and changes it, as Envoy's `POST /logging` does: `?level=debug` for all loggers,
/// `?xds=debug` or `?paths=xds:debug,trace:info` for single ones. A logger is a room of this program.
final class Logging {
    private static final String ROOMS = "io.fairlead.proxy.";

    /// The rooms that log.
    static final List<String> LOGGERS =
            List.of(
                    "bootstrap",
                    "endpoint",
                    "enforce",
                    "grpc",
                    "identity",
                    "listener",
                    "supervise",
                    "telemetry",
                    "trace",
                    "upstream",
                    "warmup",
                    "xds");

    /// Envoy's words, from much to little.
    private static final List<String> NAMES =
            List.of("trace", "debug", "info", "warning", "error", "critical", "off");

    private static final Map<String, Level> LEVELS =
            Map.of(
                    "trace", Level.FINEST,
                    "debug", Level.FINE,
                    "info", Level.INFO,
                    "warning", Level.WARNING,
                    "error", Level.SEVERE,
                    "critical", Level.SEVERE,
                    "off", Level.OFF);

    /// Those with a level of their own; the log manager itself would forget them.
    private static final Map<String, Logger> CHANGED = new ConcurrentHashMap<>();

    private Logging() {}

    /// One change.
    ///
    /// @param logger null for all
    private record Change(@Nullable String logger, String level) {}

    static Reply change(Query query) {
        List<Change> changes = changes(query);
        for (Change one : changes) {
            if (!LEVELS.containsKey(one.level())) {
                return Reply.text(
                        400, "unknown level %s; one of %s\n".formatted(one.level(), NAMES));
            }
            if (one.logger() != null && !LOGGERS.contains(one.logger())) {
                return Reply.text(
                        400, "unknown logger %s; one of %s\n".formatted(one.logger(), LOGGERS));
            }
        }
        changes.forEach(Logging::set);
        return Reply.ok(
                LOGGERS.stream()
                        .map(room -> "  %s: %s\n".formatted(room, level(room)))
                        .collect(Collectors.joining("", "active loggers:\n", "")));
    }

    private static List<Change> changes(Query query) {
        List<Change> changes = new ArrayList<>();
        query.parameters()
                .forEach((name, values) -> {
                    for (String value : values) {
                        if (name.equals("paths")) {
                            for (String pair : value.split(",")) {
                                int colon = pair.indexOf(':');
                                changes.add(
                                        new Change(
                                                pair.substring(0, Math.max(0, colon)),
                                                lower(pair.substring(colon + 1))));
                            }
                        } else {
                            changes.add(
                                    new Change(name.equals("level") ? null : name, lower(value)));
                        }
                    }
                });
        return changes;
    }

    private static String lower(String level) {
        return level.toLowerCase(Locale.ROOT);
    }

    /// Loggers decide, handlers pass everything on.
    private static void set(Change change) {
        Logger root = Logger.getLogger("");
        Level level = of(change.level());
        for (Handler handler : root.getHandlers()) {
            handler.setLevel(Level.ALL);
        }
        String room = change.logger();
        if (room == null) {
            CHANGED.values().forEach(logger -> logger.setLevel(null));
            CHANGED.clear();
            root.setLevel(level);
        } else {
            CHANGED.computeIfAbsent(room, name -> Logger.getLogger(ROOMS + name)).setLevel(level);
        }
    }

    private static Level of(String name) {
        return Objects.requireNonNull(LEVELS.get(name), name);
    }

    private static String level(String room) {
        Logger logger = CHANGED.get(room);
        @Nullable Level own = logger == null ? null : logger.getLevel();
        Level level = own == null ? Logger.getLogger("").getLevel() : own;
        return NAMES.stream()
                .filter(name -> of(name).intValue() >= level.intValue())
                .findFirst()
                .orElseThrow();
    }
}
