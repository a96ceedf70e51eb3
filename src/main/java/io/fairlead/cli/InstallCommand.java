package io.fairlead.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// `fairlead install`: the mesh into a cluster.
@Command(
        name = "install",
        mixinStandardHelpOptions = true,
        description = {
            "Installs the mesh into a cluster, or changes what is installed.",
            "All that stands in the way is said before anything is changed. An interrupted installation goes on when",
            "the same command is run again."
        },
        footer = {
            "",
            "Exit status: 0 installed and ready, 1 not (it is said why), 2 wrong use.",
            "Example: fairlead install --set profile=demo -y"
        })
public final class InstallCommand implements Callable<Integer> {

    @CommandLine.Spec private CommandSpec spec;

    @Mixin private InstallFlags flags = new InstallFlags();

    @Mixin private ClusterFlags cluster = new ClusterFlags();

    @Mixin private ApplyFlags apply = new ApplyFlags();

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public InstallCommand() {}

    @Override
    public Integer call() {
        return new InstallWork(spec, flags, cluster, apply).run();
    }
}
