package io.fairlead.ingest.file;

import io.fairlead.ingest.decode.Decoded;
import io.fairlead.ingest.validate.FileSet;
import io.fairlead.meter.MetricNames;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Problem.Severity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Consumer;

/// Tells people what a source found: a line for each problem that is new, and counters.
public final class Telling {
    private final Consumer<String> console;
    private final MeterRegistry meters;
    private final Validations validations;

    /// There from the start: none is an answer, too.
    private final Counter rejected;

    /// @param console gets one line for each problem that appears
    public Telling(Consumer<String> console, MeterRegistry meters) {
        this.console = console;
        this.meters = meters;
        this.validations = new Validations(meters);
        this.rejected = meters.counter(MetricNames.REJECTED_CONFIGS);
    }

    /// A file, or an object, was read.
    public void count(Decoded decoded) {
        String result = decoded.hasErrors() ? "refused" : "ok";
        meters.counter(MetricNames.CONFIG_FILE_READS, "result", result).increment();
        validations.count(decoded);
    }

    /// Once per change of state: what is new, and what is well again.
    public void tell(FileSet before, FileSet now) {
        now.reports()
                .forEach((file, problems) -> {
                    List<Problem> known = before.reports().getOrDefault(file, List.of());
                    for (Problem problem : problems) {
                        if (problem.severity() != Severity.INFO && !known.contains(problem)) {
                            console.accept(problem.text());
                            if (problem.isError()) {
                                rejected.increment();
                            }
                        }
                    }
                });
        before.reports()
                .forEach((file, problems) -> {
                    boolean was = problems.stream().anyMatch(Problem::isError);
                    boolean is =
                            now.reports().getOrDefault(file, List.of()).stream()
                                    .anyMatch(Problem::isError);
                    if (was && !is) {
                        console.accept(file + ": no more errors");
                    }
                });
    }
}
