package io.fairlead.perf.scale;

import io.fairlead.migrate.decide.caller.Caller;
import io.fairlead.migrate.decide.caller.Cause;
import io.fairlead.migrate.decide.evidence.Limits;
import io.fairlead.migrate.decide.evidence.WorkloadEvidence;
import io.fairlead.migrate.decide.plan.Fleet;
import io.fairlead.migrate.decide.plan.FleetFacts;
import io.fairlead.migrate.decide.plan.Orders;
import io.fairlead.migrate.decide.plan.UnitFacts;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.MigrationSpec;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.model.mtls.TrafficClass;
import io.fairlead.model.mtls.UnitId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `perf migrate`: evidence and decisions of the migration to STRICT, for many workloads.
@Command(
        name = "migrate",
        description = "Memory of evidence and time of a step of the migration to STRICT.",
        mixinStandardHelpOptions = true)
public final class MigrationScale implements Callable<Integer> {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> PODS = List.of("pod-1", "pod-2");
    private static final int FIRST_PORT = 8000;
    private static final int NAMESPACES = 10;
    private static final int STEPS = 10;
    private static final int EVIDENCE_MIB_MAX = 64;
    private static final long STEP_MS_MAX = 1_000;
    private static final double PERCENT_MAX = 2;
    private static final double NANOS_PER_MICRO = 1_000;
    private static final double MIB = 1024.0 * 1024;

    @Option(names = "--workloads", description = "Workloads (${DEFAULT-VALUE}).")
    private int workloads = 1_000;

    @Option(names = "--ports", description = "Ports of each (${DEFAULT-VALUE}).")
    private int ports = 3;

    @Option(names = "--sources", description = "Callers of each port (${DEFAULT-VALUE}).")
    private int sources = 20;

    @Option(
            names = "--request-cpu",
            paramLabel = "MICROS",
            description = "CPU of a request, as perf http1 measured it (${DEFAULT-VALUE}).")
    private double requestMicros = 29.3;

    /// For picocli, which sets the fields.
    public MigrationScale() {}

    @Override
    public Integer call() {
        long before = heap();
        List<WorkloadEvidence> evidence = new ArrayList<>();
        for (int workload = 0; workload < workloads; workload++) {
            evidence.add(evidence(workload));
        }
        double mib = (heap() - before) / MIB;
        System.out.printf(
                "evidence of %,d workloads x %d ports x %d callers: %.1f MiB of heap (at most %d)%n",
                workloads, ports, sources, mib, EVIDENCE_MIB_MAX);
        long worst = steps(evidence);
        Classification.Cost cost = new Classification(sources).measure();
        double percent = 100 * cost.request() / NANOS_PER_MICRO / requestMicros;
        System.out.printf(
                "a sidecar counts who came: %.0f ns a request, %.2f %% of %.1f µs (at most %.0f %%);"
                        + " %.0f ns a connection%n",
                cost.request(), percent, requestMicros, PERCENT_MAX, cost.connection());
        boolean cheap = percent <= PERCENT_MAX;
        return mib <= EVIDENCE_MIB_MAX && worst <= STEP_MS_MAX && cheap ? 0 : 1;
    }

    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private WorkloadEvidence evidence(int workload) {
        WorkloadEvidence evidence = WorkloadEvidence.NONE;
        for (int report = 1; report <= 2; report++) {
            for (String pod : PODS) {
                EvidenceDelta delta =
                        new EvidenceDelta(
                                new EvidenceDelta.Pod(namespace(workload), "w" + workload, pod),
                                1,
                                report,
                                BEGIN.plusSeconds(report - 1L),
                                BEGIN.plusSeconds(report),
                                rows(workload));
                evidence =
                        evidence.plus(delta, MigrationScale::caller, Limits.PRODUCTION).evidence();
            }
        }
        return evidence;
    }

    /// Every fifth caller speaks clear text. No two texts are the same object, as if they came from a socket.
    private List<EvidenceDelta.Row> rows(int workload) {
        List<EvidenceDelta.Row> rows = new ArrayList<>();
        for (int port = 0; port < ports; port++) {
            for (int source = 0; source < sources; source++) {
                TrafficClass kind =
                        source % 5 == 0 ? TrafficClass.PLAIN_HTTP : TrafficClass.MESH_MTLS;
                String address = "10." + workload / 250 + "." + workload % 250 + "." + source;
                String detail = "GET /of/" + workload + "/" + source + " curl/8.0 host-" + workload;
                rows.add(new EvidenceDelta.Row(FIRST_PORT + port, kind, address, detail, 3, 9, 0));
            }
        }
        return rows;
    }

    private static Caller caller(EvidenceDelta.Row row) {
        String of = row.source();
        return new Caller(Cause.NO_SIDECAR, "ns", "w-" + of, "pod-" + of, "sa-" + of, of);
    }

    private static String namespace(int workload) {
        return "ns" + workload % NAMESPACES;
    }

    private long steps(List<WorkloadEvidence> evidence) {
        List<UnitFacts> units = new ArrayList<>();
        Set<FleetFacts.Call> calls = new HashSet<>();
        for (int i = 0; i < workloads; i++) {
            String name = "w" + i;
            for (int port = 0; port < ports; port++) {
                UnitId id = new UnitId(namespace(i), name, FIRST_PORT + port);
                List<UnitFacts.Pod> pods =
                        PODS.stream()
                                .map(pod -> new UnitFacts.Pod(pod, PortMode.PERMISSIVE))
                                .toList();
                units.add(UnitFacts.of(id, pods, evidence.get(i)));
            }
            for (int source = 0; source < sources; source++) {
                int from = (i * 7 + source * 31) % workloads;
                calls.add(
                        new FleetFacts.Call(
                                namespace(from) + "/w" + from, namespace(i) + "/" + name));
            }
        }
        Fleet fleet = Fleet.EMPTY;
        long worst = 0;
        for (int i = 0; i < STEPS; i++) {
            FleetFacts facts =
                    new FleetFacts(
                            BEGIN.plusSeconds(2L + i),
                            Duration.ofSeconds(1),
                            units,
                            Map.of(),
                            calls,
                            Map.of(),
                            Set.of());
            long begun = System.nanoTime();
            fleet =
                    fleet.next(facts, Orders.NONE, MigrationSpec.PRODUCTION, Limits.PRODUCTION)
                            .fleet();
            long took = Duration.ofNanos(System.nanoTime() - begun).toMillis();
            worst = Math.max(worst, took);
            System.out.printf(
                    "step %d over %,d units: %d ms (at most %d)%n",
                    i + 1, units.size(), took, STEP_MS_MAX);
        }
        return worst;
    }
}
