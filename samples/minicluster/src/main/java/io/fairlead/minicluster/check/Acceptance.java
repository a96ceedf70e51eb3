package io.fairlead.minicluster.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairlead.minicluster.clock.Ticks;
import io.fairlead.minicluster.demo.DemoCluster;
import io.fairlead.minicluster.demo.DemoOptions;
import io.fairlead.minicluster.demo.DemoRefused;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Starts a demo, asks it row by row, stops it: `fairlead demo --check`.
public final class Acceptance {

    private static final Duration READY_MAX = Duration.ofMinutes(2);
    private static final Duration SABOTAGED_READY_MAX = Duration.ofSeconds(25);

    private Acceptance() {}

    /// What to ask.
    ///
    /// @param rows in the order to ask them
    /// @param report where the JSON report goes; null for none
    public record Plan(DemoOptions demo, List<Row> rows, @Nullable Path report, Sabotage sabotage) {
        public Plan {
            rows = List.copyOf(rows);
        }
    }

    /// Asks all rows of the plan, and prints a line for each.
    ///
    /// @return exit status: 0 when no row failed, 1 when one did
    public static int run(Plan plan, PrintStream out)
            throws IOException, InterruptedException, DemoRefused {
        Ticks ticks = Ticks.SYSTEM;
        long start = ticks.nanoTime();
        DemoOptions options = plan.demo().withSabotage(plan.sabotage().ofTheCluster());
        Report report = new Report(out);
        try (DemoCluster demo = DemoCluster.start(options);
                LiveFleet fleet =
                        new LiveFleet(
                                demo,
                                options.fleet(),
                                ticks,
                                yaml -> plan.sabotage().spoil(yaml))) {
            awaitReady(demo, plan.sabotage());
            out.printf(
                    "The fleet is ready after %d s.%n",
                    Duration.ofNanos(ticks.nanoTime() - start).toSeconds());
            plan.sabotage().prepare(fleet);
            for (Row row : plan.rows()) {
                row.check().begin(fleet);
            }
            for (Row row : plan.rows()) {
                fleet.asks(row.id());
                report.add(row, ask(row, fleet));
            }
        }
        if (plan.report() != null) {
            new ObjectMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(plan.report().toFile(), report.lines());
        }
        return report.close();
    }

    /// A fleet that was sabotaged may never be ready; its rows are asked all the same.
    private static void awaitReady(DemoCluster demo, Sabotage sabotage)
            throws IOException, InterruptedException {
        if (sabotage == Sabotage.NONE) {
            demo.awaitReady(READY_MAX);
            List<String> problems = demo.view().problems();
            if (!problems.isEmpty()) {
                throw new IOException("the demo's own files have problems: " + problems);
            }
            return;
        }
        try {
            demo.awaitReady(SABOTAGED_READY_MAX);
        } catch (IOException _) {
            return;
        }
    }

    /// A row that breaks off has failed; the others are still asked.
    private static Outcome ask(Row row, Fleet fleet) throws InterruptedException {
        try {
            return row.check().ask(fleet);
        } catch (RuntimeException e) {
            return new Outcome.Failed("broke off: " + e, "an answer");
        }
    }
}
