package io.fairlead.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.ingest.decode.YamlWriter;
import io.fairlead.install.apply.Check;
import io.fairlead.install.apply.Cluster;
import io.fairlead.install.apply.ClusterException;
import io.fairlead.install.apply.Installer;
import io.fairlead.install.profile.Installation;
import io.fairlead.install.profile.Installation.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/// What `install` and `manifest apply` do: find all that stands in the way, ask, apply, wait.
final class InstallWork {
    private static final int FAILED = 1;
    private static final String DEFAULT = "default";

    private final CommandSpec spec;
    private final InstallFlags flags;
    private final ClusterFlags where;
    private final ApplyFlags how;

    InstallWork(CommandSpec spec, InstallFlags flags, ClusterFlags where, ApplyFlags how) {
        this.spec = spec;
        this.flags = flags;
        this.where = where;
        this.how = how;
    }

    /// @return the status of the command
    int run() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            Installation installation = flags.installation();
            return switch (installation.plan(flags.request())) {
                case Outcome.Refused(List<String> problems) -> {
                    InstallFlags.print(problems, err);
                    err.println("nothing was changed");
                    err.flush();
                    yield FAILED;
                }
                case Outcome.Planned planned -> install(planned);
            };
        } catch (IOException e) {
            InstallFlags.print(List.of("can't be read: " + e.getMessage()), err);
        } catch (ClusterException e) {
            InstallFlags.print(List.of(String.valueOf(e.getMessage())), err);
        }
        return FAILED;
    }

    private int install(Outcome.Planned planned) throws ClusterException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        String release = planned.spec().path("revision").asText(DEFAULT);
        List<ObjectNode> plan = new ArrayList<>(planned.objects());
        if (plan.isEmpty()) {
            out.println("nothing to install: no part is switched on");
            out.flush();
            return 0;
        }
        plan.add(InstalledState.of(planned.spec(), release));
        try (Cluster cluster = where.open()) {
            out.println("API server %s, %s".formatted(cluster.address(), cluster.version()));
            out.flush();
            Installer installer = new Installer(cluster, release);
            Check check = installer.check(plan);
            check.notes().forEach(note -> err.println("note: " + note));
            InstallFlags.print(check.problems(), err);
            if (!check.problems().isEmpty()) {
                err.println("nothing was changed");
                err.flush();
                return FAILED;
            }
            if (how.dryRun()) {
                plan.forEach(object -> out.print("---\n" + YamlWriter.write(object)));
                out.flush();
                return 0;
            }
            if (!how.agrees(
                    "This installs %d objects, profile %s, into %s"
                            .formatted(
                                    plan.size(),
                                    planned.spec().path("profile").asText(),
                                    cluster.address()))) {
                err.println("nothing was changed");
                err.flush();
                return FAILED;
            }
            return applied(installer, plan);
        }
    }

    private int applied(Installer installer, List<ObjectNode> plan) throws ClusterException {
        PrintWriter out = spec.commandLine().getOut();
        int changed = installer.apply(plan, line -> say(out, line));
        say(out, "%d of %d objects changed".formatted(changed, plan.size()));
        Duration patience = how.patience();
        if (patience.isZero()) {
            return 0;
        }
        List<Installer.Late> late = installer.await(plan, patience, line -> say(out, line));
        PrintWriter err = spec.commandLine().getErr();
        late.forEach(one ->
                err.println(
                        "%s: %s: %s"
                                .formatted(
                                        one.addOn()
                                                ? "warning: an add-on"
                                                : "error: not ready in time",
                                        one.name(),
                                        one.why())));
        err.flush();
        if (late.stream().allMatch(Installer.Late::addOn)) {
            say(out, "installation complete");
            return 0;
        }
        err.println(
                "fix: kubectl -n istio-system describe pods; run the same command again to go on");
        err.flush();
        return FAILED;
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }

    /// What was asked for is kept in the cluster, so that it can be verified later.
    static final class InstalledState {
        private static final String KEY = "operator.yaml";

        private InstalledState() {}

        static String name(String release) {
            return "installed-state-" + release;
        }

        static ObjectNode of(ObjectNode spec, String release) {
            ObjectNode operator = JsonNodeFactory.instance.objectNode();
            operator.put("apiVersion", "install.istio.io/v1alpha1").put("kind", "IstioOperator");
            operator.set("spec", spec);
            ObjectNode map = reference(release);
            map.withObjectProperty("metadata")
                    .putObject("labels")
                    .put("app.kubernetes.io/part-of", "fairlead");
            map.putObject("data").put(KEY, YamlWriter.write(operator));
            return map;
        }

        static ObjectNode reference(String release) {
            ObjectNode map = JsonNodeFactory.instance.objectNode();
            map.put("apiVersion", "v1").put("kind", "ConfigMap");
            map.putObject("metadata").put("name", name(release)).put("namespace", "istio-system");
            return map;
        }

        static String operator(ObjectNode map) {
            return map.path("data").path(KEY).asText();
        }
    }
}
