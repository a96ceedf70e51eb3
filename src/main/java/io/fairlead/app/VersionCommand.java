package io.fairlead.app;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `fairlead version`.
@Command(name = "version", description = "Prints the version.")
final class VersionCommand implements Runnable {

    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    VersionCommand() {}

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("fairlead " + Version.TEXT);
        out.flush();
    }
}
