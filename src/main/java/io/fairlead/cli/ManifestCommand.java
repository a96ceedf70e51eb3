package io.fairlead.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// `fairlead manifest`: what would be installed, as text.
@Command(
        name = "manifest",
        mixinStandardHelpOptions = true,
        description = "Objects of an installation, as text.",
        subcommands = {ManifestGenerateCommand.class, ManifestDiffCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class ManifestCommand implements Runnable {

    @CommandLine.Spec private CommandSpec spec;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public ManifestCommand() {}

    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description = "Another name of fairlead install.")
    int apply(@Mixin InstallFlags flags, @Mixin ClusterFlags cluster, @Mixin ApplyFlags apply) {
        return new InstallWork(spec, flags, cluster, apply).run();
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
