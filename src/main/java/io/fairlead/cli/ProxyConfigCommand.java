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
            "The proxy is asked at the admin port of its pod, through the API server (port-forward);",
            "with --admin, --daemon or -f without a cluster.",
            "",
            "Exit status: 0 shown, 1 the proxy can't be asked, or there is none of that name,",
            "2 wrong use.",
            "Example: fairlead proxy-config secret deployment/web.shop"
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
