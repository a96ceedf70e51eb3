package io.fairlead.perf;

import io.fairlead.perf.certs.CertsCommand;
import io.fairlead.perf.cluster.ClusterCommand;
import io.fairlead.perf.footprint.FootprintCommand;
import io.fairlead.perf.peer.Family;
import io.fairlead.perf.process.Scratch;
import io.fairlead.perf.push.PushCommand;
import io.fairlead.perf.run.Report;
import io.fairlead.perf.run.Session;
import io.fairlead.perf.scale.MigrationScale;
import io.fairlead.perf.spans.SpansCommand;
import io.fairlead.perf.table.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perf http1|http2|tcp|mtls|telemetry`: one run, then its tables. `perf push`: what a change costs the daemon.
/// `perf migrate`: what the migration to STRICT costs. `perf certs`: what a certificate costs the daemon.
/// `perf cluster`: what the minicluster costs. `perf footprint`: what injected sidecars take.
@Command(
        name = "perf",
        description = "Measures our proxy beside haproxy, nginx and Envoy on this machine.",
        mixinStandardHelpOptions = true,
        subcommands = {
            SpansCommand.class,
            CertsCommand.class,
            ClusterCommand.class,
            FootprintCommand.class,
            MigrationScale.class,
            PushCommand.class
        })
public final class Main implements Callable<Integer> {

    @Spec private CommandSpec spec;

    /// Not needed before a subcommand.
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FAMILY",
            description = "${COMPLETION-CANDIDATES}")
    private @Nullable Family family;

    @Option(names = "--rounds", description = "Times each peer is measured (${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(names = "--seconds", description = "Length of one measurement (${DEFAULT-VALUE}).")
    private int seconds = 5;

    @Option(
            names = "--warm",
            description = "Seconds of practice for what compiles itself; 6 x --seconds by default.")
    private int warm = -1;

    @Option(
            names = "--cold",
            arity = "0..1",
            fallbackValue = "60",
            description = "Measure the first seconds after each start too (${FALLBACK-VALUE}).")
    private int cold;

    @Option(names = "--only", split = ",", description = "Names of peers, comma between them.")
    private Set<String> only = Set.of();

    @Option(names = "--json", description = "Write everything that was found to this file.")
    private @Nullable Path json;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    private Main() {}

    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new Main());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((problem, _, _) -> {
            System.err.println("perf: " + problem.getMessage());
            return 1;
        });
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Family measured = family;
        if (measured == null) {
            throw new ParameterException(spec.commandLine(), "which FAMILY?");
        }
        Session.Options options =
                new Session.Options(
                        measured,
                        Math.max(1, rounds),
                        Math.max(1, seconds),
                        only,
                        warm < 0 ? 6 * seconds : warm,
                        cold,
                        Path.of(System.getProperty("fairlead.home", ".")).toAbsolutePath());
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Report report;
        try (Scratch scratch = Scratch.create("fairlead-perf-")) {
            report = Session.run(options, scratch.directory(), now, Main::progress);
        }
        System.out.print(report.text());
        JsonFile.write(json, report);
        return report.notMeasured().containsKey("ours") ? 1 : 0;
    }

    private static void progress(String what) {
        System.err.println("# " + what);
    }
}
