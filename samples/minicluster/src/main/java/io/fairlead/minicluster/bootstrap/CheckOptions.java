package io.fairlead.minicluster.bootstrap;

import io.fairlead.minicluster.check.Acceptance;
import io.fairlead.minicluster.check.OwnNetwork;
import io.fairlead.minicluster.check.Row;
import io.fairlead.minicluster.check.Rows;
import io.fairlead.minicluster.check.Sabotage;
import io.fairlead.minicluster.demo.DemoOptions;
import io.fairlead.minicluster.demo.DemoRefused;
import io.fairlead.minicluster.demo.StateDir;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The options of `fairlead demo --check`.
final class CheckOptions {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--check",
            description =
                    "Start a demo in a network of its own, ask it every acceptance row, stop it.")
    private boolean check;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "ROW",
            description = "With --check: only these rows.")
    private List<String> only = List.of();

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "With --check: write the outcome of every row as JSON.")
    private @Nullable Path report;

    @Option(
            names = "--sabotage",
            paramLabel = "NAME",
            defaultValue = "none",
            description = "With --check: break one thing on purpose, to see its row fail.")
    private String sabotage = "none";

    boolean asked() {
        return check;
    }

    /// @param migrate only what `--migrate` shows
    private List<Row> rows(boolean migrate) {
        if (only.isEmpty()) {
            return migrate ? Rows.ofMigration() : Rows.all();
        }
        return Rows.only(new LinkedHashSet<>(only));
    }

    /// Runs the check; the first process only starts the second, which has its own network.
    int run(DemoOptions demo, boolean migrate)
            throws IOException, InterruptedException, DemoRefused {
        List<Row> rows;
        Sabotage broken;
        try {
            rows = rows(migrate);
            broken = Sabotage.named(sabotage);
        } catch (IllegalArgumentException unknown) {
            System.err.println("fairlead: " + unknown.getMessage());
            return 2;
        }
        if (!OwnNetwork.here()) {
            return OwnNetwork.again(StateDir.uid() == 0, Main.class, arguments());
        }
        Path state =
                demo.state()
                        .resolveSibling(
                                demo.state().getFileName()
                                        + "-check-"
                                        + ProcessHandle.current().pid());
        return Acceptance.run(
                new Acceptance.Plan(demo.withState(state), rows, report, broken), System.out);
    }

    private List<String> arguments() {
        CommandSpec spec = command;
        return spec == null ? List.of() : spec.root().commandLine().getParseResult().originalArgs();
    }
}
