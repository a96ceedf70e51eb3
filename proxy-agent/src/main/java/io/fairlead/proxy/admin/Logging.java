package io.fairlead.proxy.admin;

import io.fairlead.proxy.endpoint.Query;
import io.fairlead.proxy.endpoint.Reply;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Changes how much is logged: `POST /logging?level=debug`.
final class Logging {
    private static final Map<String, Level> LEVELS =
            Map.of(
                    "trace", Level.FINEST,
                    "debug", Level.FINE,
                    "info", Level.INFO,
                    "warning", Level.WARNING,
                    "error", Level.SEVERE,
                    "critical", Level.SEVERE,
                    "off", Level.OFF);

    private Logging() {}

    static Reply change(Query query) {
        Logger root = Logger.getLogger("");
        Optional<String> wanted =
                query.parameter("level").map(name -> name.toLowerCase(Locale.ROOT));
        if (wanted.isPresent()) {
            Level level = LEVELS.get(wanted.get());
            if (level == null) {
                return Reply.text(
                        400,
                        "unknown level; one of "
                                + LEVELS.keySet().stream().sorted().toList()
                                + "\n");
            }
            root.setLevel(level);
            for (Handler handler : root.getHandlers()) {
                handler.setLevel(level);
            }
        }
        return Reply.ok("active loggers:\n  root: " + root.getLevel() + "\n");
    }
}
