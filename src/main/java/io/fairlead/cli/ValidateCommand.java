package io.fairlead.cli;

import io.fairlead.ingest.validate.Validation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fairlead validate DIR`: what the daemon would say about files, without a daemon.
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = "Checks configuration files as the daemon would.",
        footer = {
            "",
            "Exit status: 0 no errors (there may be warnings), 1 errors, 2 wrong use.",
            "Example: fairlead validate my-config/"
        })
public final class ValidateCommand implements Callable<Integer> {
    private static final int ERRORS = 1;
    private static final int USAGE = 2;

    @CommandLine.Spec private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "DIR",
            description = "Directories (read recursively) or files.")
    private List<Path> paths;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json.")
    private Format format;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing of fields without effect, nor the summary.")
    private boolean quiet;

    /// How to print.
    enum Format {
        text,
        json
    }

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public ValidateCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Optional<Path> absent = ConfigFiles.absent(paths);
        if (absent.isPresent()) {
            err.println("fairlead validate: " + absent.get() + ": no such file or directory");
            err.flush();
            return USAGE;
        }
        Validation result = Validation.of(ConfigFiles.read(paths));
        switch (format) {
            case json -> out.println(ProblemsJson.of(result.problems()));
            case text -> print(result, out);
        }
        out.flush();
        return result.errors() > 0 ? ERRORS : 0;
    }

    private void print(Validation result, PrintWriter out) {
        result.problems().stream()
                .filter(problem -> !quiet || !problem.isInfo())
                .forEach(problem -> out.println(problem.text()));
        if (!quiet) {
            out.println(
                    "%d files, %d objects: %d errors, %d warnings"
                            .formatted(
                                    result.files(),
                                    result.objects(),
                                    result.errors(),
                                    result.warnings()));
        }
    }
}
