package io.fairlead.cli;

import java.io.Console;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Asks whoever gave a command whether that is meant.
interface Terminal {
    /// The one that the process was started at.
    Terminal OWN =
            new Terminal() {
                @Override
                @SuppressWarnings("SystemConsoleNull")
                public boolean isThere() {
                    Console console = System.console();
                    return console != null && console.isTerminal();
                }

                @Override
                @SuppressWarnings("SystemConsoleNull")
                public String ask(String question) {
                    Console console = System.console();
                    @Nullable String answer =
                            console == null ? null : console.readLine("%s ", question);
                    return answer == null ? "" : answer;
                }
            };

    /// False where nobody can answer.
    boolean isThere();

    /// @return what was typed
    String ask(String question);

    /// True when the answer to a question is yes.
    default boolean agrees(String question) {
        String answer = ask(question + " [y/N]").strip().toLowerCase(Locale.ROOT);
        return answer.equals("y") || answer.equals("yes");
    }
}
