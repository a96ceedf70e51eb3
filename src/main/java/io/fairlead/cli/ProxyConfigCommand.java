package io.fairlead.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/// `fairlead proxy-config`: what a proxy was sent.
@Command(
        name = "proxy-config",
        aliases = "pc",
        mixinStandardHelpOptions = true,
        description = "Shows what a proxy was sent and what it holds, and how much it logs.",
        subcommands = {
            ProxyConfigClusterCommand.class,
            ProxyConfigListenerCommand.class,
            ProxyConfigRouteCommand.class,
            ProxyConfigEndpointCommand.class,
            ProxyConfigSecretCommand.class,
            ProxyConfigBootstrapCommand.class,
            ProxyConfigLogCommand.class,
            ProxyConfigAllCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "The daemon tells it only to callers on its own machine. A sidecar tells its own; in the demo:",
            "  fairlead exec api-gateway -- curl -s localhost:15000/config_dump | fairlead proxy-config cluster -f -",
            "",
            "Exit status: 0 shown, 1 the daemon doesn't answer or no such proxy is connected to it,",
            "2 wrong use."
        })
public final class ProxyConfigCommand implements Runnable {

    @CommandLine.Spec private CommandSpec spec;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public ProxyConfigCommand() {}

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "which part? cluster, listener, route, endpoint, secret, bootstrap, log or all");
    }
}
