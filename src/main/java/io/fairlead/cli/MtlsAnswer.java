package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fairlead.migrate.view.OrderDoor;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/// What the daemon says of the migration, and what a command makes of it.
final class MtlsAnswer {
    static final String PAGE = OrderDoor.PAGE;

    static final int FAILED = 1;
    static final int BLOCKED = 2;
    static final int IN_PROGRESS = 3;

    private MtlsAnswer() {}

    /// Prints an answer.
    interface Print {
        /// @return exit status
        int on(JsonNode answer, PrintWriter out);
    }

    /// Asks, and prints; says what went wrong when there is no answer.
    static int ask(CommandSpec spec, DaemonAnswer daemon, Print print) throws InterruptedException {
        try {
            JsonNode answer = new JsonMapper().readTree(daemon.text(PAGE));
            if (!answer.path("units").isArray()) {
                throw new IOException("the answer has no units: it is of another page");
            }
            PrintWriter out = spec.commandLine().getOut();
            int status = print.on(answer, out);
            out.flush();
            return status;
        } catch (IOException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("fairlead mtls: " + daemon.reason(PAGE, e));
            err.flush();
            return FAILED;
        }
    }

    /// True when the unit is where the migration ends.
    static boolean isStrict(JsonNode unit) {
        return unit.path("mode").asText().equals("STRICT");
    }

    /// True when somebody has to do something before the unit can go on.
    static boolean isBlocked(JsonNode unit) {
        return !isStrict(unit)
                && switch (unit.path("phase").asText()) {
                    case "BLOCKED", "HELD", "UNOBSERVABLE" -> true;
                    default -> false;
                };
    }

    /// 0 all STRICT, and there is something; 2 something blocks, 3 nothing blocks and something is not STRICT yet.
    static int status(JsonNode answer) {
        boolean strict = !answer.path("units").isEmpty();
        for (JsonNode unit : answer.path("units")) {
            if (isBlocked(unit)) {
                return BLOCKED;
            }
            strict &= isStrict(unit);
        }
        return strict ? 0 : IN_PROGRESS;
    }
}
