package io.fairlead.perf.push;

import io.fairlead.perf.daemon.DaemonProcess;
import io.fairlead.perf.istiod.Istiod;
import io.fairlead.perf.machine.Machine;
import io.fairlead.perf.mesh.MeshSize;
import io.fairlead.perf.process.Scratch;
import io.fairlead.perf.table.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `perf push`: what a change costs the daemon, by size of the mesh and number of sidecars.
@Command(
        name = "push",
        description = "Time and CPU from a changed file to all sidecars.",
        mixinStandardHelpOptions = true)
public final class PushCommand implements Callable<Integer> {

    @Option(
            names = "--services",
            split = ",",
            description = "Services of the mesh, two endpoints each (${DEFAULT-VALUE}).")
    private List<Integer> services = List.of(100, 1_000, 10_000);

    @Option(names = "--streams", split = ",", description = "Sidecars (${DEFAULT-VALUE}).")
    private List<Integer> streams = List.of(200, 2_000);

    @Option(
            names = "--only",
            split = ",",
            description = "Whom: ours, ours-whole, istiod (${DEFAULT-VALUE}).")
    private List<String> only = List.of("ours", "istiod");

    @Option(names = "--rounds", description = "How often each is measured (${DEFAULT-VALUE}).")
    private int rounds = 1;

    @Option(names = "--namespaces", description = "Namespaces of the mesh (${DEFAULT-VALUE}).")
    private int namespaces = 10;

    @Option(names = "--seconds", description = "Seconds of changes at a rate (${DEFAULT-VALUE}).")
    private int seconds = 20;

    @Option(
            names = "--warm",
            description = "Seconds of changes before those that count (${DEFAULT-VALUE}).")
    private int warm = 20;

    @Option(
            names = "--daemon-flag",
            description = "A flag of the daemon's JVM, after those of jvm.options. Repeatable.")
    private List<String> flags = List.of();

    @Option(names = "--json", description = "Write everything that was found to this file.")
    private @Nullable Path json;

    /// For picocli, which sets the fields.
    public PushCommand() {}

    @Override
    public Integer call() throws IOException {
        Path home = Path.of(System.getProperty("fairlead.home", ".")).toAbsolutePath();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Machine machine = Machine.here();
        List<PushReport.Cell> cells = new ArrayList<>();
        List<String> peers = new ArrayList<>();
        List<Contender> contenders = contenders(peers);
        for (int round = 0; round < rounds; round++) {
            for (int size : services) {
                for (int crowd : streams) {
                    MeshSize mesh = new MeshSize(Math.max(2, size), Math.max(1, namespaces));
                    for (Contender who : contenders) {
                        cells.add(cell(who, new PushRun.Size(mesh, crowd), home));
                    }
                    Collections.rotate(contenders, 1);
                }
            }
        }
        PushReport report =
                new PushReport(
                        now.toString(), machine, String.join(" ", flags), warm, peers, cells);
        System.out.print(report.text());
        JsonFile.write(json, report);
        boolean whole = cells.stream().allMatch(cell -> cell.trouble().isEmpty());
        return whole ? 0 : 1;
    }

    /// Those who are there.
    ///
    /// @param said what the report says of peers
    private List<Contender> contenders(List<String> said) {
        List<Contender> here = new ArrayList<>();
        for (String label : only) {
            Contender who = Contender.of(label);
            String missing = who.missing();
            if (missing != null) {
                said.add(label + ": not measured, " + missing);
                continue;
            }
            here.add(who);
            if (who == Contender.ISTIOD) {
                said.add(Istiod.DESCRIPTION);
            }
        }
        return here;
    }

    private PushReport.Cell cell(Contender who, PushRun.Size size, Path home) throws IOException {
        try (Scratch scratch = Scratch.create("fairlead-perf-push-")) {
            return PushRun.run(
                    size,
                    who,
                    new DaemonProcess.Place(home, scratch.directory(), flags),
                    new PushRun.Effort(seconds, warm),
                    what -> System.err.println("# " + what));
        }
    }
}
