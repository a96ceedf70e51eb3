package io.fairlead.app;

import io.fairlead.cli.CertsCommand;
import io.fairlead.cli.CheckInjectCommand;
import io.fairlead.cli.CompletionCommand;
import io.fairlead.cli.EdgesCommand;
import io.fairlead.cli.InjectCommand;
import io.fairlead.cli.InstallCommand;
import io.fairlead.cli.ManifestCommand;
import io.fairlead.cli.MtlsCommand;
import io.fairlead.cli.PrecheckCommand;
import io.fairlead.cli.ProfileCommand;
import io.fairlead.cli.ProxyConfigCommand;
import io.fairlead.cli.ProxyStatusCommand;
import io.fairlead.cli.TagCommand;
import io.fairlead.cli.TopCommand;
import io.fairlead.cli.UninjectCommand;
import io.fairlead.cli.UninstallCommand;
import io.fairlead.cli.ValidateCommand;
import io.fairlead.cli.VerifyInstallCommand;
import io.fairlead.cli.VersionCommand;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The one way in: `fairlead COMMAND`.
@Command(
        name = "fairlead",
        description = "A service mesh: daemon and tools.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            DaemonCommand.class,
            DiscoveryCommand.class,
            ValidateCommand.class,
            CertsCommand.class,
            EdgesCommand.class,
            TopCommand.class,
            ProxyStatusCommand.class,
            ProxyConfigCommand.class,
            MtlsCommand.class,
            InjectCommand.class,
            UninjectCommand.class,
            CheckInjectCommand.class,
            ManifestCommand.class,
            ProfileCommand.class,
            InstallCommand.class,
            UninstallCommand.class,
            VerifyInstallCommand.class,
            PrecheckCommand.class,
            TagCommand.class,
            CompletionCommand.class,
            VersionCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {

    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public Main() {}

    public static void main(String[] args) {
        System.setProperty(LastingLogs.PROPERTY, LastingLogs.class.getName());
        System.exit(commandLine().execute(args));
    }

    /// The whole command line, ready.
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        OwnName.give(line, OwnName.said());
        IstiodNames.addTo(
                Objects.requireNonNull(line.getSubcommands().get("discovery")).getCommandSpec());
        return line.setParameterExceptionHandler(new WrongUse());
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
