package io.fairlead.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// A command below `fairlead proxy-config`.
abstract class ProxyConfigView implements Callable<Integer> {
    private static final int FAILED = 1;

    @CommandLine.Spec private CommandSpec spec;

    @Mixin private OutputFlag output;

    /// The fields picocli sets.
    @SuppressWarnings("NullAway.Init")
    ProxyConfigView() {}

    /// Prints what was asked for.
    ///
    /// @throws IOException with a sentence, when the proxy can't be asked
    abstract void show(CommandSpec spec, OutputFlag output)
            throws IOException, InterruptedException;

    @Override
    public final Integer call() throws InterruptedException {
        try {
            show(spec, output);
            return 0;
        } catch (IOException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("fairlead proxy-config %s: %s".formatted(spec.name(), HttpDoor.text(e)));
            err.flush();
            return FAILED;
        }
    }
}
