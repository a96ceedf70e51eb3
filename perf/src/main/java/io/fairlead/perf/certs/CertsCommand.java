package io.fairlead.perf.certs;

import io.fairlead.perf.csr.Answer;
import io.fairlead.perf.csr.Order;
import io.fairlead.perf.machine.Machine;
import io.fairlead.perf.process.Scratch;
import io.fairlead.perf.process.Worker;
import io.fairlead.perf.table.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `perf certs`: certificates that the daemon issues, through its secured port.
@Command(
        name = "certs",
        description = "Certificates issued in a second, and the CPU of each.",
        mixinStandardHelpOptions = true)
public final class CertsCommand implements Callable<Integer> {
    private static final int MILLIS = 1_000;

    @Option(names = "--rounds", description = "Times each is measured (${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(names = "--seconds", description = "Length of one measurement (${DEFAULT-VALUE}).")
    private int seconds = 5;

    @Option(names = "--warm", description = "Seconds of practice of each (${DEFAULT-VALUE}).")
    private int warm = 20;

    @Option(
            names = "--workloads",
            description = "Workloads that ask at the same time (${DEFAULT-VALUE}).")
    private int workloads = 16;

    @Option(
            names = "--daemon-flag",
            description = "A flag of the daemon's JVM, after those of jvm.options. Repeatable.")
    private List<String> flags = List.of();

    @Option(names = "--json", description = "Write everything that was found to this file.")
    private @Nullable Path json;

    /// For picocli, which sets the fields.
    public CertsCommand() {}

    @Override
    public Integer call() throws IOException, GeneralSecurityException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Machine machine = Machine.here();
        List<CertsReport.Sample> samples = new ArrayList<>();
        try (Scratch scratch = Scratch.create("fairlead-perf-certs-")) {
            samples.addAll(measure(scratch.directory(), now));
        }
        CertsReport report = new CertsReport(now.toString(), machine, workloads, samples);
        System.out.print(report.text());
        JsonFile.write(json, report);
        return report.met() ? 0 : 1;
    }

    private List<CertsReport.Sample> measure(Path directory, Instant now)
            throws IOException, GeneralSecurityException {
        progress("starting the daemon");
        try (Issuing daemon = Issuing.start(directory, workloads, now, flags, List.of())) {
            return rounds(daemon.crowd(), daemon.order());
        }
    }

    private List<CertsReport.Sample> rounds(Worker<Order, Answer> crowd, Order order)
            throws IOException {
        List<CertsReport.Sample> samples = new ArrayList<>();
        for (boolean fresh : new boolean[] {false, true}) {
            progress("warming, " + CertsReport.name(fresh));
            Answer _ = crowd.carryOut(order.with(fresh, warm * MILLIS));
        }
        for (int round = 0; round < rounds; round++) {
            // Each goes first as often as the other.
            for (int turn = 0; turn < 2; turn++) {
                boolean fresh = (round + turn) % 2 == 1;
                progress(
                        "round %d of %d: %s".formatted(round + 1, rounds, CertsReport.name(fresh)));
                samples.add(
                        new CertsReport.Sample(
                                fresh, crowd.carryOut(order.with(fresh, seconds * MILLIS))));
            }
        }
        return samples;
    }

    private static void progress(String what) {
        System.err.println("# " + what);
    }
}
