package io.fairlead.cli;

import io.fairlead.install.apply.Check;
import io.fairlead.install.apply.Cluster;
import io.fairlead.install.apply.ClusterException;
import io.fairlead.install.apply.Installer;
import io.fairlead.install.profile.Installation.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// `fairlead precheck`: what would stand in the way of `install` with the same settings.
@Command(
        name = "precheck",
        mixinStandardHelpOptions = true,
        description = "Says what would stand in the way of an installation, and changes nothing.",
        footer = {
            "",
            "Exit status: 0 nothing, 1 something, 2 wrong use.",
            "Example: fairlead precheck --set profile=demo"
        })
public final class PrecheckCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    @CommandLine.Spec private CommandSpec spec;

    @Mixin private InstallFlags flags = new InstallFlags();

    @Mixin private ClusterFlags where = new ClusterFlags();

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public PrecheckCommand() {}

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            return switch (flags.installation().plan(flags.request())) {
                case Outcome.Refused(List<String> problems) -> {
                    InstallFlags.print(problems, err);
                    yield FAILED;
                }
                case Outcome.Planned planned -> check(planned);
            };
        } catch (IOException e) {
            InstallFlags.print(List.of("can't be read: " + e.getMessage()), err);
        } catch (ClusterException e) {
            InstallFlags.print(List.of(String.valueOf(e.getMessage())), err);
        }
        return FAILED;
    }

    private int check(Outcome.Planned planned) throws ClusterException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (Cluster cluster = where.open()) {
            String release = planned.spec().path("revision").asText("default");
            out.println("API server %s, %s".formatted(cluster.address(), cluster.version()));
            out.flush();
            Check check = new Installer(cluster, release).check(planned.objects());
            check.notes().forEach(note -> err.println("note: " + note));
            InstallFlags.print(check.problems(), err);
            if (check.problems().isEmpty()) {
                out.println(
                        "nothing stands in the way of " + planned.objects().size() + " objects");
                out.flush();
            }
            return check.problems().isEmpty() ? 0 : FAILED;
        }
    }
}
