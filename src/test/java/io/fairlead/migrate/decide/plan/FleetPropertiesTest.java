package io.fairlead.migrate.decide.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.migrate.decide.caller.Caller;
import io.fairlead.migrate.decide.caller.Cause;
import io.fairlead.migrate.decide.evidence.Limits;
import io.fairlead.migrate.decide.evidence.WorkloadEvidence;
import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.Exemption;
import io.fairlead.model.mtls.MigrationSpec;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.model.mtls.TrafficClass;
import io.fairlead.model.mtls.UnitId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/// A small mesh in which everything that can go wrong does, at random; after each step the invariants are asked of the
/// result, with a model of the world that doesn't use the rules under test. 200,000 unit steps, by seed; a million in the
/// long form.
class FleetPropertiesTest {
    private static final long SEED = Long.getLong("seed", 7);
    private static final int STEPS = Integer.getInteger("migrate.steps", 50_000);
    private static final Instant T = Instant.parse("2026-11-26T09:00:00Z");
    private static final MigrationSpec SPEC = MigrationSpec.DEMO;
    private static final List<UnitId> UNITS =
            List.of(
                    new UnitId("a", "web", 80),
                    new UnitId("a", "cart", 80),
                    new UnitId("b", "store", 80),
                    new UnitId("b", "idle", 80));
    private static final Set<FleetFacts.Call> CALLS =
            Set.of(
                    new FleetFacts.Call("a/web", "a/cart"),
                    new FleetFacts.Call("a/cart", "b/store"));

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    private final Map<UnitId, Server> servers = new TreeMap<>();
    private final Map<String, Integer> reached = new HashMap<>();
    private Instant now = T;
    private Fleet fleet = Fleet.EMPTY;
    private int roughness;

    private static final class Server {
        WorkloadEvidence evidence = WorkloadEvidence.NONE;
        final Map<String, Long> sequence = new HashMap<>();
        final Map<String, PortMode> acked =
                new HashMap<>(Map.of("p1", PortMode.PERMISSIVE, "p2", PortMode.PERMISSIVE));

        /// Last clear text of somebody of the mesh and of a stranger.
        Instant knownClear = Instant.EPOCH;

        Instant strangeClear = Instant.EPOCH;
        Instant lastGap = Instant.EPOCH;
        final Map<String, Instant> lost = new HashMap<>();
        Instant refusedKnown = Instant.EPOCH;
        Instant exemptUntil = Instant.EPOCH;
        UnitFacts.Watch watch = UnitFacts.Watch.QUIET;
        String trouble = "";
        boolean edited;
    }

    @Test
    void invariantsHoldAtEveryStep() {
        UNITS.forEach(unit -> servers.put(unit, new Server()));
        for (int i = 0; i < STEPS; i++) {
            // Long calm times, else nothing ever gets far; then rough ones.
            roughness = (i / 400) % 3;
            step(i);
        }
        assertThat(reached.keySet())
                .as("phases seen, seed " + SEED)
                .contains("LOCKED", "SOAK", "RAMP", "CANARY", "AUDITING", "READY", "BLOCKED")
                .contains("ROLLING_BACK", "COOLDOWN", "HELD", "EXEMPT", "OBSERVING");
    }

    private void step(int number) {
        Duration passed = Duration.ofMillis(500);
        now = now.plus(passed);
        servers.forEach(this::live);
        Set<UnitId> unlocked = new HashSet<>();
        Set<UnitId> resumed = new HashSet<>();
        Set<UnitId> held = new HashSet<>();
        for (UnitId unit : UNITS) {
            addRarely(unlocked, unit, 300);
            addRarely(resumed, unit, 20);
            if (roughness == 2) {
                addRarely(held, unit, 200);
            }
        }
        Orders orders =
                new Orders(
                        roughness == 2 && chance(500),
                        held,
                        Set.of(),
                        resumed,
                        unlocked,
                        Set.of(),
                        Set.of());
        FleetFacts facts = facts(passed);
        MigrationSpec spec = spec();
        Fleet.Step step = fleet.next(facts, orders, spec, Limits.DEMO);
        assertThat(fleet.next(facts, orders, spec, Limits.DEMO)).as("I5: replay").isEqualTo(step);
        for (Fleet.Transition transition : step.transitions()) {
            check(transition, unlocked, number);
        }
        check(step.fleet(), number);
        fleet = step.fleet();
        fleet.units().values().forEach(u -> reached.merge(u.phase().title(), 1, Integer::sum));
    }

    private void addRarely(Set<UnitId> to, UnitId unit, int oneIn) {
        if (chance(oneIn)) {
            to.add(unit);
        }
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private MigrationSpec spec() {
        List<Exemption> exemptions = new ArrayList<>();
        servers.forEach((unit, server) -> {
            if (server.exemptUntil.isAfter(T)) {
                exemptions.add(new Exemption(unit, "*", "test", "me", server.exemptUntil));
            }
        });
        return SPEC.withExemptions(exemptions);
    }

    private FleetFacts facts(Duration passed) {
        List<UnitFacts> units = new ArrayList<>();
        servers.forEach((unit, server) -> {
            List<UnitFacts.Pod> pods = new ArrayList<>();
            new TreeMap<>(server.acked)
                    .forEach((pod, mode) -> pods.add(new UnitFacts.Pod(pod, mode)));
            units.add(
                    new UnitFacts(
                            unit,
                            pods,
                            server.evidence,
                            List.of(),
                            List.of(),
                            "",
                            server.trouble,
                            false,
                            server.edited,
                            server.watch,
                            roughness > 0 && chance(10) ? 1 : 0,
                            new UnitFacts.Proof(now, "")));
        });
        return new FleetFacts(now, passed, units, Map.of("m/known", T), CALLS, Map.of(), Set.of());
    }

    /// Half a second of a workload: acknowledgements arrive, callers call, reports are sent or lost.
    private void live(UnitId unit, Server server) {
        UnitRecord record = fleet.units().get(unit);
        for (String pod : List.of("p1", "p2")) {
            if (record != null && !chance(roughness == 0 ? 1_000 : 4)) {
                server.acked.put(pod, record.wish(pod));
            }
            List<EvidenceDelta.Row> rows = new ArrayList<>();
            rows.add(
                    new EvidenceDelta.Row(
                            unit.port(), TrafficClass.MESH_MTLS, "mesh", "", 3, 3, 0));
            if (roughness == 2 && chance(80)) {
                clear(unit, server, pod, "known", rows);
            }
            if (roughness > 0 && chance(200)) {
                clear(unit, server, pod, "strange", rows);
            }
            long sequence = server.sequence.merge(pod, 1L, Long::sum);
            if (roughness == 2 && chance(400)) {
                server.lost.put(pod, now);
                continue;
            }
            // Nobody can know that a report is lost before the next one comes.
            Instant lost = server.lost.remove(pod);
            server.lastGap = lost == null ? server.lastGap : lost;
            report(unit, server, pod, sequence, rows);
        }
        server.watch =
                roughness == 2 && chance(300)
                        ? new UnitFacts.Watch(10, 5, 0, 0, false)
                        : UnitFacts.Watch.QUIET;
        server.trouble = roughness == 2 && chance(300) ? "a person edited it" : "";
        server.edited = !server.trouble.isEmpty();
        if (roughness == 2 && chance(500)) {
            server.exemptUntil = now.plusSeconds(random.nextInt(60));
        }
    }

    private void clear(
            UnitId unit, Server server, String pod, String who, List<EvidenceDelta.Row> rows) {
        boolean refused = server.acked.getOrDefault(pod, PortMode.PERMISSIVE).refusesClearText();
        rows.add(
                new EvidenceDelta.Row(
                        unit.port(), TrafficClass.PLAIN_TCP, who, "", 1, 0, refused ? 1 : 0));
        if (who.equals("known")) {
            server.knownClear = now;
            server.refusedKnown = refused ? now : server.refusedKnown;
        } else {
            server.strangeClear = now;
        }
    }

    private void report(
            UnitId unit, Server server, String pod, long sequence, List<EvidenceDelta.Row> rows) {
        EvidenceDelta delta =
                new EvidenceDelta(
                        new EvidenceDelta.Pod(unit.namespace(), unit.workload(), pod),
                        1,
                        sequence,
                        now.minusMillis(500),
                        now,
                        rows);
        server.evidence =
                server.evidence.plus(delta, FleetPropertiesTest::name, Limits.DEMO).evidence();
    }

    private static Caller name(EvidenceDelta.Row row) {
        return switch (row.source()) {
            case "mesh" -> new Caller(Cause.NONE, "m", "", "", "sa", "");
            case "known" -> new Caller(Cause.NO_SIDECAR, "m", "known", "known-1", "sa", "10.0.0.9");
            default -> new Caller(Cause.EXTERNAL, "", "", "", "", "192.0.2.1");
        };
    }

    private void check(Fleet.Transition move, Set<UnitId> unlocked, int number) {
        Server server = Objects.requireNonNull(servers.get(move.unit()));
        String what =
                "%s %s -> %s, step %d, seed %d"
                        .formatted(move.unit(), move.from().text(), move.to().text(), number, SEED);
        Instant quiet = now.minus(SPEC.observe().quietPeriod());
        boolean raised = move.to().onTrial() || move.to() instanceof Phase.Locked;
        boolean exempt = server.exemptUntil.isAfter(now);
        if (raised) {
            assertThat(server.knownClear).as("I1 " + what).isBeforeOrEqualTo(quiet);
            assertThat(exempt).as("exempt " + what).isFalse();
            assertThat(server.trouble).as("I2 " + what).isEmpty();
        }
        if (move.to() instanceof Phase.Ready || move.to() instanceof Phase.Canary) {
            assertThat(server.strangeClear).as("I1, I8 " + what).isBeforeOrEqualTo(quiet);
            assertThat(server.lastGap).as("I9 " + what).isBeforeOrEqualTo(quiet);
        }
        if (move.from() instanceof Phase.Locked) {
            boolean edited = server.edited && move.to() instanceof Phase.Held;
            assertThat(edited || unlocked.contains(move.unit())).as("I2, I6 " + what).isTrue();
        }
        if (move.to() instanceof Phase.Locked) {
            assertThat(server.acked.values()).as("I7 " + what).allMatch(PortMode::refusesClearText);
        }
        if (move.from() instanceof Phase.RollingBack) {
            assertThat(server.acked.values())
                    .as("I4 " + what)
                    .noneMatch(PortMode::refusesClearText);
        }
    }

    private void check(Fleet next, int number) {
        String what = "step %d, seed %d".formatted(number, SEED);
        List<UnitRecord> trying =
                next.units().values().stream().filter(unit -> unit.phase().onTrial()).toList();
        for (UnitRecord unit : trying) {
            Server server = Objects.requireNonNull(servers.get(unit.id()));
            assertThat(server.refusedKnown)
                    .as("I4: taken back at once, " + unit.id() + ", " + what)
                    .satisfiesAnyOf(
                            at -> assertThat(at).isBefore(unit.trialSince()),
                            at -> assertThat(lost(server)).isTrue());
            for (UnitRecord other : trying) {
                assertThat(unit.id().equals(other.id()) || !adjacent(unit.id(), other.id()))
                        .as("never two neighbours at once, " + what)
                        .isTrue();
            }
        }
        next.units().values().forEach(unit -> assertThat(unit.standing().trips()).isBetween(0, 3));
    }

    /// The report that told of it never came; the next one brings the gap, and that takes it back.
    private boolean lost(Server server) {
        return server.lost.containsValue(server.refusedKnown)
                || !server.lastGap.isBefore(server.refusedKnown);
    }

    private static boolean adjacent(UnitId one, UnitId other) {
        return CALLS.contains(new FleetFacts.Call(one.owner(), other.owner()))
                || CALLS.contains(new FleetFacts.Call(other.owner(), one.owner()));
    }
}
