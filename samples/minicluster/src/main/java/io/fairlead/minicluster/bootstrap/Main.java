package io.fairlead.minicluster.bootstrap;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Where the program starts.
@Command(
        name = "fairlead",
        description = "A cluster on this machine: pods as processes, meshed by Fairlead.",
        subcommands = {
            DemoCommand.class,
            ExecCommand.class,
            LogsCommand.class,
            ClusterCommand.class,
            NodeCommand.class,
            TrainCommand.class
        },
        mixinStandardHelpOptions = true)
public final class Main implements Runnable {

    private Main() {}

    /// Runs one command.
    public static void main(String[] args) {
        Logs.configure();
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((problem, _, _) -> {
            System.err.println("fairlead: " + problem.getMessage());
            return 1;
        });
        System.exit(line.execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
