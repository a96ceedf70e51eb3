package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/// The orders, one class for each.
final class MtlsOrderCommands {
    private MtlsOrderCommands() {}

    private static boolean isHeld(JsonNode unit) {
        return unit.path("phase").asText().equals("HELD");
    }

    /// `fairlead mtls start`.
    @Command(
            name = "start",
            description = {
                "Lets ports go on that nobody calls, or that too few call for E2.",
                "It begins nothing: with drive Automatic the migration goes on by itself."
            })
    static final class Start extends MtlsOrderCommand {
        Start() {
            this(Terminal.OWN);
        }

        Start(Terminal terminal) {
            super("start", terminal);
        }

        @Override
        String risk(boolean all) {
            return all ? "every port may then become STRICT though nobody was seen to call it" : "";
        }

        @Override
        boolean isDone(JsonNode unit) {
            return MtlsAnswer.isStrict(unit);
        }
    }

    /// `fairlead mtls hold`.
    @Command(
            name = "hold",
            description = {
                "Leaves ports where they are until somebody resumes them; a trial is taken back.",
                "A lock stays. With --all nothing goes on anywhere."
            })
    static final class Hold extends MtlsOrderCommand {
        Hold() {
            this(Terminal.OWN);
        }

        Hold(Terminal terminal) {
            super("hold", terminal);
        }

        @Override
        String risk(boolean all) {
            return "";
        }

        @Override
        boolean isDone(JsonNode unit) {
            return isHeld(unit) || MtlsAnswer.isStrict(unit);
        }
    }

    /// `fairlead mtls resume`.
    @Command(name = "resume", description = "Lets ports go on that were held.")
    static final class Resume extends MtlsOrderCommand {
        Resume() {
            this(Terminal.OWN);
        }

        Resume(Terminal terminal) {
            super("resume", terminal);
        }

        @Override
        String risk(boolean all) {
            return all ? "everything goes on that anybody holds" : "";
        }

        @Override
        boolean isDone(JsonNode unit) {
            return MtlsAnswer.isStrict(unit);
        }
    }

    /// `fairlead mtls approve`.
    @Command(
            name = "approve",
            description = "With drive Approve: lets ports pass their next gate, a trial or a lock.")
    static final class Approve extends MtlsOrderCommand {
        Approve() {
            this(Terminal.OWN);
        }

        Approve(Terminal terminal) {
            super("approve", terminal);
        }

        @Override
        String risk(boolean all) {
            return all ? "every port passes its next gate" : "";
        }

        @Override
        boolean isDone(JsonNode unit) {
            return MtlsAnswer.isStrict(unit);
        }
    }

    /// `fairlead mtls rollback`.
    @Command(
            name = "rollback",
            description =
                    "Takes trials back and locks off, and holds the ports until somebody resumes them.")
    static final class Rollback extends MtlsOrderCommand {
        Rollback() {
            this(Terminal.OWN);
        }

        Rollback(Terminal terminal) {
            super("rollback", terminal);
        }

        @Override
        String risk(boolean all) {
            return all
                    ? "every lock is taken off: clear text is let in again everywhere"
                    : "locks of these ports are taken off: clear text is let in again";
        }

        @Override
        boolean isDone(JsonNode unit) {
            return isHeld(unit) && !MtlsAnswer.isStrict(unit);
        }
    }
}
