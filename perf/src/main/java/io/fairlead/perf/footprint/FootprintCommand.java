package io.fairlead.perf.footprint;

import io.fairlead.perf.cluster.StartedCluster;
import io.fairlead.perf.machine.Machine;
import io.fairlead.perf.process.Scratch;
import io.fairlead.perf.table.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `perf footprint`: what injected sidecars take of memory.
@Command(
        name = "footprint",
        description = "Memory of injected sidecars in a running fleet, beside stock Envoys.",
        mixinStandardHelpOptions = true)
public final class FootprintCommand implements Callable<Integer> {

    @Option(names = "--rate", description = "Requests a second under load (${DEFAULT-VALUE}).")
    private int rate = 50;

    @Option(names = "--seconds", description = "Length of the load (${DEFAULT-VALUE}).")
    private int seconds = 30;

    @Option(
            names = "--settle",
            description = "Seconds without load before each look (${DEFAULT-VALUE}).")
    private int settle = 10;

    @Option(
            names = "--starts",
            description = "Sidecars of each kind that are started alone (${DEFAULT-VALUE}).")
    private int starts = 2;

    @Option(names = "--json", description = "Write everything that was found to this file.")
    private @Nullable Path json;

    /// For picocli, which sets the fields.
    public FootprintCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("fairlead.home", ".")).toAbsolutePath();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Machine machine = Machine.here();
        try (Scratch scratch = Scratch.create("fairlead-perf-footprint-");
                StartedCluster cluster = StartedCluster.start(home, scratch)) {
            FootprintRun run =
                    new FootprintRun(
                            MeshedFleet.start(cluster, home),
                            rate,
                            Duration.ofSeconds(seconds),
                            Duration.ofSeconds(settle),
                            starts);
            FootprintReport report = new FootprintReport(now.toString(), machine, rate, run.ask());
            System.out.print(report.text());
            JsonFile.write(json, report);
            return report.met() ? 0 : 1;
        }
    }
}
