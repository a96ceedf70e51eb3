package io.fairlead.perf.cluster;

import io.fairlead.perf.machine.Machine;
import io.fairlead.perf.process.Scratch;
import io.fairlead.perf.table.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `perf cluster`: what the minicluster costs.
@Command(
        name = "cluster",
        description = "Start, pods, size and watches of the minicluster.",
        mixinStandardHelpOptions = true)
public final class ClusterCommand implements Callable<Integer> {

    @Option(names = "--rounds", description = "Clusters that are started (${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(names = "--pods", description = "Pods that are listed (${DEFAULT-VALUE}).")
    private int pods = 1_000;

    @Option(names = "--services", description = "Services beside them (${DEFAULT-VALUE}).")
    private int services = 200;

    @Option(names = "--changes", description = "Changes that watchers hear of (${DEFAULT-VALUE}).")
    private int changes = 1_000;

    @Option(names = "--json", description = "Write everything that was found to this file.")
    private @Nullable Path json;

    /// For picocli, which sets the fields.
    public ClusterCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("fairlead.home", ".")).toAbsolutePath();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Machine machine = Machine.here();
        List<ClusterReport.Round> all = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            System.err.printf("# round %d of %d%n", round, rounds);
            try (Scratch scratch = Scratch.create("fairlead-perf-cluster-");
                    StartedCluster cluster = StartedCluster.start(home, scratch)) {
                all.add(new ClusterRun(cluster, pods, services, changes).ask());
            }
        }
        ClusterReport report = new ClusterReport(now.toString(), machine, pods, services, all);
        System.out.print(report.text());
        JsonFile.write(json, report);
        return report.met() ? 0 : 1;
    }
}
