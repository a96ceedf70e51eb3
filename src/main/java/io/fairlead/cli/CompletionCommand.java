package io.fairlead.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;

/// `fairlead completion SHELL`: what a shell needs to complete commands and flags.
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints a script that lets a shell complete commands and flags.",
        footer = {
            "",
            "Exit status: 0 printed, 2 wrong use.",
            "Example: source <(fairlead completion bash)"
        })
public final class CompletionCommand implements Callable<Integer> {

    @CommandLine.Spec private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    private Shell shell;

    /// Those that are known.
    enum Shell {
        bash,
        zsh,
        fish
    }

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public CompletionCommand() {}

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        PrintWriter out = spec.commandLine().getOut();
        switch (shell) {
            // The script turns on what bash has and zsh imitates.
            case bash, zsh -> out.print(AutoComplete.bash(root.getCommandName(), root));
            case fish -> fish(root, "", root.getCommandName(), out);
        }
        out.flush();
        return 0;
    }

    private static void fish(CommandLine at, String path, String program, PrintWriter out) {
        String condition =
                path.isEmpty()
                        ? "__fish_use_subcommand"
                        : "__fish_seen_subcommand_from "
                                + path.substring(path.lastIndexOf(' ') + 1);
        at.getSubcommands()
                .forEach((name, command) -> {
                    String description =
                            String.join(" ", command.getCommandSpec().usageMessage().description());
                    out.println(
                            "complete -c %s -f -n '%s' -a %s -d '%s'"
                                    .formatted(program, condition, name, quoted(description)));
                    fish(command, path + " " + name, program, out);
                });
        for (OptionSpec option : at.getCommandSpec().options()) {
            if (option.longestName().startsWith("--") && !option.hidden()) {
                String values = words(option.completionCandidates());
                out.println(
                        "complete -c %s -n '%s' -l %s%s"
                                .formatted(
                                        program,
                                        condition,
                                        option.longestName().substring(2),
                                        option.arity().max() == 0
                                                ? ""
                                                : values.isEmpty()
                                                        ? " -r"
                                                        : " -x -a '" + values + "'"));
            }
        }
        for (PositionalParamSpec word : at.getCommandSpec().positionalParameters()) {
            String values = words(word.completionCandidates());
            if (!values.isEmpty()) {
                out.println(
                        "complete -c %s -f -n '%s' -a '%s'".formatted(program, condition, values));
            }
        }
    }

    private static String words(@Nullable Iterable<String> candidates) {
        return candidates == null ? "" : String.join(" ", candidates);
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("'", "\\'").replace("%n", " ");
    }
}
