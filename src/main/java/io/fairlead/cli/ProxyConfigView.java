package io.fairlead.cli;

import io.fairlead.install.apply.ClusterException;
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
            throws IOException, InterruptedException, ClusterException;

    @Override
    public final Integer call() throws InterruptedException {
        try {
            show(spec, output);
            return 0;
        } catch (IOException e) {
            return fail(HttpDoor.text(e));
        } catch (ClusterException e) {
            return fail(String.valueOf(e.getMessage()));
        }
    }

    private int fail(String reason) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("fairlead proxy-config %s: %s".formatted(spec.name(), reason));
        err.flush();
        return FAILED;
    }
}
