package io.fairlead.perf.spans;

import io.fairlead.perf.certs.Issuing;
import io.fairlead.perf.csr.Answer;
import io.fairlead.perf.csr.Order;
import io.fairlead.perf.machine.Machine;
import io.fairlead.perf.process.Scratch;
import io.fairlead.perf.process.Worker;
import io.fairlead.perf.spans.SpansReport.Load;
import io.fairlead.perf.spans.SpansReport.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `perf spans`: spans that the daemon takes, and certificates meanwhile.
@Command(
        name = "spans",
        description =
                "Spans that the daemon takes in a second, and how fast certificates come meanwhile.",
        mixinStandardHelpOptions = true)
public final class SpansCommand implements Callable<Integer> {
    private static final int MILLIS = 1_000;

    /// Where `--collectors` takes spans of Jaeger's exporters.
    private static final int COLLECTOR = 14_250;

    @Option(names = "--rounds", description = "Times each is measured (${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(names = "--seconds", description = "Length of one measurement (${DEFAULT-VALUE}).")
    private int seconds = 5;

    @Option(names = "--warm", description = "Seconds of practice of each (${DEFAULT-VALUE}).")
    private int warm = 10;

    @Option(names = "--workloads", description = "Who ask for certificates (${DEFAULT-VALUE}).")
    private int workloads = 2;

    /// For picocli, which sets the fields.
    public SpansCommand() {}

    @Override
    public Integer call() throws IOException, GeneralSecurityException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Machine machine = Machine.here();
        List<Sample> samples;
        try (Scratch scratch = Scratch.create("fairlead-perf-spans-")) {
            samples = measure(scratch.directory(), now);
        }
        SpansReport report = new SpansReport(now.toString(), machine, samples);
        System.out.print(report.text());
        return report.met() ? 0 : 1;
    }

    private List<Sample> measure(Path directory, Instant now)
            throws IOException, GeneralSecurityException {
        progress("starting the daemon");
        List<String> collectors = List.of("--collectors", "127.0.0.1");
        try (Issuing daemon = Issuing.start(directory, workloads, now, List.of(), collectors)) {
            return rounds(daemon.crowd(), daemon.order());
        }
    }

    private List<Sample> rounds(Worker<Order, Answer> crowd, Order order) throws IOException {
        Load[] loads = Load.values();
        for (Load load : loads) {
            progress("warming, " + load.title);
            Sample _ = measure(crowd, order.with(false, warm * MILLIS), load);
        }
        List<Sample> samples = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < loads.length; turn++) {
                // Each goes first as often as the others.
                Load load = loads[(round + turn) % loads.length];
                progress("round %d of %d: %s".formatted(round + 1, rounds, load.title));
                samples.add(measure(crowd, order.with(false, seconds * MILLIS), load));
            }
        }
        return samples;
    }

    private static Sample measure(Worker<Order, Answer> crowd, Order order, Load load)
            throws IOException {
        if (load == Load.NONE) {
            return new Sample(load, 0, 0, crowd.carryOut(order));
        }
        try (Exporters exporters = new Exporters(COLLECTOR, load.perSecond)) {
            Answer answer = crowd.carryOut(order);
            return new Sample(load, exporters.taken(), exporters.refused(), answer);
        }
    }

    private static void progress(String what) {
        System.err.println("# " + what);
    }
}
