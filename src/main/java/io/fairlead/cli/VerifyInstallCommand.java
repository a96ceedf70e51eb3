package io.fairlead.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.cli.InstallWork.InstalledState;
import io.fairlead.install.apply.Cluster;
import io.fairlead.install.apply.ClusterException;
import io.fairlead.install.apply.Installer;
import io.fairlead.install.profile.Installation.Outcome;
import io.fairlead.install.profile.Request;
import io.fairlead.install.profile.Request.NamedText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// `fairlead verify-install`: is all there, as it was asked for, and ready?
@Command(
        name = "verify-install",
        mixinStandardHelpOptions = true,
        description = {
            "Compares the cluster with what was installed: each object, and whether Deployments are ready.",
            "Without -f and --set: with what the cluster remembers of the last installation."
        },
        footer = {
            "",
            "Exit status: 0 all is there and ready, 1 not, 2 wrong use.",
            "Example: fairlead verify-install"
        })
public final class VerifyInstallCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    @CommandLine.Spec private CommandSpec spec;

    @Mixin private InstallFlags flags = new InstallFlags();

    @Mixin private ClusterFlags where = new ClusterFlags();

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public VerifyInstallCommand() {}

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try (Cluster cluster = where.open()) {
            Request request = flags.request();
            if (request.files().isEmpty()
                    && request.sets().isEmpty()
                    && request.texts().isEmpty()) {
                String release = request.revision().isEmpty() ? "default" : request.revision();
                Optional<ObjectNode> state = cluster.find(InstalledState.reference(release));
                if (state.isEmpty()) {
                    InstallFlags.print(
                            List.of(
                                    "nothing is installed under the name %s; fix: --revision NAME, or fairlead install"
                                            .formatted(release)),
                            err);
                    return FAILED;
                }
                request =
                        new Request(
                                List.of(
                                        new NamedText(
                                                "ConfigMap " + InstalledState.name(release),
                                                InstalledState.operator(state.get()))),
                                List.of(),
                                List.of(),
                                "",
                                "");
            }
            return switch (flags.installation().plan(request)) {
                case Outcome.Refused(List<String> problems) -> {
                    InstallFlags.print(problems, err);
                    yield FAILED;
                }
                case Outcome.Planned planned -> verify(cluster, planned);
            };
        } catch (IOException e) {
            InstallFlags.print(List.of("can't be read: " + e.getMessage()), err);
        } catch (ClusterException e) {
            InstallFlags.print(List.of(String.valueOf(e.getMessage())), err);
        }
        return FAILED;
    }

    private int verify(Cluster cluster, Outcome.Planned planned) throws ClusterException {
        String release = planned.spec().path("revision").asText("default");
        List<String> problems = new Installer(cluster, release).verify(planned.objects());
        InstallFlags.print(problems, spec.commandLine().getErr());
        PrintWriter out = spec.commandLine().getOut();
        out.println("%d objects, %d problems".formatted(planned.objects().size(), problems.size()));
        out.flush();
        return problems.isEmpty() ? 0 : FAILED;
    }
}
