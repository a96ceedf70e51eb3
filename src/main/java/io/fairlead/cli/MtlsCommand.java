package io.fairlead.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `fairlead mtls …`: the migration from PERMISSIVE to STRICT.
@Command(
        name = "mtls",
        mixinStandardHelpOptions = true,
        description = "The migration from PERMISSIVE to STRICT.",
        subcommands = {
            MtlsPlanCommand.class,
            MtlsStatusCommand.class,
            MtlsBlockersCommand.class,
            MtlsExplainCommand.class,
            MtlsAuditCommand.class,
            MtlsOrderCommands.Start.class,
            MtlsOrderCommands.Hold.class,
            MtlsOrderCommands.Resume.class,
            MtlsOrderCommands.Approve.class,
            MtlsOrderCommands.Rollback.class,
            MtlsExemptCommand.class,
            MtlsWhatIfCommand.class,
            MtlsVerifyCommand.class,
            MtlsReportCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class MtlsCommand implements Runnable {
    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public MtlsCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
