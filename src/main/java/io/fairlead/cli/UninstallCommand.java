package io.fairlead.cli;

import io.fairlead.install.apply.Cluster;
import io.fairlead.install.apply.ClusterException;
import io.fairlead.install.apply.Remover;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// `fairlead uninstall`: out of a cluster what was installed, and nothing else.
@Command(
        name = "uninstall",
        mixinStandardHelpOptions = true,
        description = {
            "Removes what `fairlead install` installed, or `fairlead manifest generate | kubectl apply -f -`:",
            "one control plane by --revision, or all by --purge. What Helm installed is Helm's to remove.",
            "With --purge go the definitions of the mesh's kinds and all objects of them, too."
        },
        footer = {
            "",
            "Exit status: 0 removed, 1 not (it is said why), 2 wrong use.",
            "Example: fairlead uninstall --purge -y"
        })
public final class UninstallCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    @CommandLine.Spec private CommandSpec spec;

    @Mixin private ClusterFlags where = new ClusterFlags();

    @Option(names = "--purge", description = "All control planes, and what they share.")
    private boolean purge;

    @Option(
            names = {"-r", "--revision"},
            paramLabel = "NAME",
            defaultValue = "",
            description = "One control plane; the one without a name is called default.")
    private String revision;

    @Option(
            names = {"-y", "--skip-confirmation"},
            description = "Doesn't ask. Needed where there is no terminal.")
    private boolean yes;

    private final Terminal terminal = Terminal.OWN;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public UninstallCommand() {}

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        if (purge != revision.isEmpty()) {
            err.println("fairlead uninstall: either --purge or --revision NAME");
            err.flush();
            return USAGE;
        }
        try (Cluster cluster = where.open()) {
            return remove(new Remover(cluster));
        } catch (ClusterException e) {
            InstallFlags.print(List.of(String.valueOf(e.getMessage())), err);
            return FAILED;
        }
    }

    private int remove(Remover remover) throws ClusterException {
        PrintWriter out = spec.commandLine().getOut();
        List<Remover.Item> items = purge ? remover.everything() : remover.ofRelease(revision);
        if (items.isEmpty()) {
            out.println("nothing is installed" + (purge ? "" : " under the name " + revision));
            out.flush();
            return 0;
        }
        List<String> lost = remover.lost(items);
        String risk =
                "this removes %d objects%s"
                        .formatted(
                                items.size(),
                                lost.isEmpty()
                                        ? ""
                                        : ", and with their definitions "
                                                + String.join(", ", lost));
        if (!yes && !isMeant(risk)) {
            return FAILED;
        }
        remover.remove(
                items,
                line -> {
                    out.println(line);
                    out.flush();
                });
        out.println("uninstalled");
        out.flush();
        return 0;
    }

    private boolean isMeant(String risk) {
        PrintWriter err = spec.commandLine().getErr();
        if (terminal.isThere() && terminal.agrees(risk + ". Go on?")) {
            return true;
        }
        err.println(
                terminal.isThere()
                        ? "nothing was changed"
                        : "fairlead uninstall: %s, and nobody is there to be asked; fix: -y"
                                .formatted(risk));
        err.flush();
        return false;
    }
}
