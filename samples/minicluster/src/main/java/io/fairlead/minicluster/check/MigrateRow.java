package io.fairlead.minicluster.check;

import io.fairlead.minicluster.clock.Ticks;
import io.fairlead.minicluster.demo.DemoCluster;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// All ports of the fleet go from PERMISSIVE to STRICT without a person, under load, and no request fails.
public final class MigrateRow {
    private static final String ID = "T1";

    private static final Duration LOCKED_MAX = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int REQUESTS = 12_000;

    /// As profile demo has it: whatever came in clear text before this row counts no more.
    private static final Duration QUIET = Duration.ofSeconds(20);

    private MigrateRow() {}

    /// The fleet as it stands, in every check.
    static List<Row> rows() {
        return List.of(
                new Row(
                        ID,
                        "the fleet goes from PERMISSIVE to STRICT by itself, under load",
                        MigrateRow::ask));
    }

    /// What is asked by name only.
    static List<Row> byName() {
        return List.of(
                new Row(
                        "T2-sidecar",
                        "a caller without a sidecar holds back its target alone, until it has one",
                        new PlantedRow("legacy-billing")::ask),
                new Row(
                        "T1-envoy",
                        "the fleet goes to STRICT by itself with a stock Envoy at half of its pods",
                        fleet -> StockEnvoys.half(fleet, MigrateRow::ask)),
                new Row(
                        "T2-envoy",
                        "a stock Envoy tells of a caller without a sidecar, and of its getting one",
                        fleet -> StockEnvoys.half(fleet, new PlantedRow("legacy-audit")::ask)));
    }

    static Outcome ask(Fleet fleet) throws InterruptedException {
        fleet.pause(QUIET);
        Migrating migrating = new Migrating(fleet, _ -> {});
        Migrating.Load load = migrating.load();
        migrating.begin();
        Optional<Duration> locked = migrating.awaitLocked(PATIENCE);
        String unlocked = migrating.unlocked();
        int units = MtlsView.of(fleet).fleet().size();
        List<String> open = migrating.answering();
        Migrating.Done done = load.end();
        boolean lifted = migrating.lift(PATIENCE);
        int open2 = migrating.answering().size();
        return Outcome.of(
                locked.filter(took -> took.compareTo(LOCKED_MAX) <= 0).isPresent()
                        && done.seen().failed() == 0
                        && done.seen().asked() >= REQUESTS
                        && open.isEmpty()
                        && lifted
                        && open2 == units,
                "%s; %s; clear text answered on %s of %d ports; locks %s: %d of %d"
                        .formatted(
                                locked.map(took ->
                                                "all LOCKED after " + Configuration.seconds(took))
                                        .orElse("not LOCKED: " + unlocked),
                                done,
                                open.isEmpty() ? "0" : open,
                                units,
                                lifted ? "off" : "NOT off",
                                open2,
                                units),
                "at most 60 s; 0 failed of at least 12000 (200 a second are tried); none; off: all");
    }

    /// The same for people who look on: `fairlead demo --migrate`.
    ///
    /// @param samples directory of the fleet
    public static void show(DemoCluster demo, Path samples, PrintStream out)
            throws IOException, InterruptedException {
        try (LiveFleet fleet =
                new LiveFleet(demo, samples, Ticks.SYSTEM, UnaryOperator.identity())) {
            out.printf("%nFrom PERMISSIVE to STRICT, under load:%n");
            Migrating migrating = new Migrating(fleet, line -> out.printf("  %s%n", line));
            Migrating.Load load = migrating.load();
            migrating.begin();
            Optional<Duration> locked = migrating.awaitLocked(PATIENCE);
            out.printf(
                    "  %s%n",
                    locked.map(took -> "all ports are LOCKED after " + Configuration.seconds(took))
                            .orElseGet(() -> "not LOCKED yet: " + migrating.unlocked()));
            out.printf("  requests: %s%n", load.end());
            List<String> open = migrating.answering();
            out.printf(
                    "  clear text: %s%n",
                    open.isEmpty() ? "refused by every port" : "let in by " + open);
            out.printf(
                    "The web page is refused by its NodePort as well now: who comes by it speaks clear text. Back:%n"
                            + "  ./fairlead exec istio-system/istiod -- curl -s -X POST -H 'x-fairlead-order: yes'"
                            + " 'http://127.0.0.1:15014/debug/mtls/rollback?all=true&by=me'%n");
        }
    }
}
