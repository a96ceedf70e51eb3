package io.fairlead.app;

import io.fairlead.ingest.decode.Suggest;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Answers what can't be understood. A command that isn't there is told as istioctl tells it: with the nearest name,
/// and status 1. All else has status 2.
final class WrongUse implements IParameterExceptionHandler {
    private static final int UNKNOWN_COMMAND = 1;

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine at = e.getCommandLine();
        PrintWriter err = at.getErr();
        String command = at.getCommandSpec().qualifiedName();
        if (e instanceof UnmatchedArgumentException unmatched
                && !at.getSubcommands().isEmpty()
                && !unmatched.getUnmatched().getFirst().startsWith("-")) {
            String word = unmatched.getUnmatched().getFirst();
            @Nullable String near = Suggest.nearest(word, at.getSubcommands().keySet());
            err.println("Error: unknown command \"%s\" for \"%s\"".formatted(word, command));
            if (near != null) {
                err.println("%nDid you mean this?%n\t%s".formatted(near));
            }
            err.println("%nRun '%s --help' for usage.".formatted(command));
            err.flush();
            return UNKNOWN_COMMAND;
        }
        err.println(e.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(e, err)) {
            e.getCommandLine().usage(err);
        }
        err.flush();
        return at.getCommandSpec().exitCodeOnInvalidInput();
    }
}
