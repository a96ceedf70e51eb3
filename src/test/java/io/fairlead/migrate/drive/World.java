package io.fairlead.migrate.drive;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.migrate.decide.caller.Caller;
import io.fairlead.migrate.decide.caller.Cause;
import io.fairlead.migrate.decide.evidence.Limits;
import io.fairlead.migrate.decide.evidence.WorkloadEvidence;
import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.migrate.decide.plan.Fleet;
import io.fairlead.migrate.decide.plan.FleetFacts;
import io.fairlead.migrate.decide.plan.Orders;
import io.fairlead.migrate.decide.plan.UnitFacts;
import io.fairlead.migrate.decide.plan.UnitRecord;
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

/// A small mesh in which everything that can go wrong does, at random, and its migration. After each step the
/// invariants are asked of the result, with a model of the world that doesn't use the rules under test.
final class World {
    private static final Instant T = Instant.parse("2026-11-26T09:00:00Z");
    private static final Duration PASSES = Duration.ofMillis(500);
    private static final MigrationSpec SPEC = MigrationSpec.DEMO;
    private static final List<String> PODS = List.of("p1", "p2");
    private static final List<UnitId> UNITS =
            List.of(
                    new UnitId("a", "web", 80),
                    new UnitId("a", "web", 90),
                    new UnitId("a", "cart", 80),
                    new UnitId("b", "store", 80),
                    new UnitId("b", "idle", 80));
    private static final Set<FleetFacts.Call> CALLS =
            Set.of(
                    new FleetFacts.Call("a/web", "a/cart"),
                    new FleetFacts.Call("a/cart", "b/store"));

    /// How a daemon could be wrong: it is told something else than what is true, and an invariant has to notice.
    enum Lie {
        NONE(""),
        /// Clear text is not seen.
        BLIND("I1"),
        /// Whatever a person touched is left out.
        HEEDLESS("I2"),
        /// Locks are taken off that nobody took off.
        CARELESS("I2, I6"),
        /// Callers that have no certificates are not seen.
        HASTY("I3"),
        /// Callers that a trial refused are not seen.
        HARD("I[14]"),
        /// After a restart it knows nothing.
        FORGETFUL("I6"),
        /// What was wished is taken for done.
        WISHFUL("I7"),
        /// What was not looked at is taken for proven.
        TRUSTING("I7"),
        /// F10: sidecars that let clear text into two ports of a workload when both are STRICT, and say that they are;
        /// nobody looks from outside.
        PAIRED("I7"),
        /// Exemptions are not read.
        STRICT("I8"),
        /// Lost reports are not noticed.
        DEAF("I9"),
        /// The sidecars of F10, and it is looked from outside: the daemon has to find out.
        PAIRED_AND_SEEN("");

        /// The invariant that it breaks, as a pattern.
        final String breaks;

        Lie(String breaks) {
            this.breaks = breaks;
        }
    }

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
        final Map<String, Instant> deafUntil = new HashMap<>();

        /// Pods whose lost report told of clear text: nobody can know of it yet.
        final Set<String> untold = new HashSet<>();

        Instant refusedKnown = Instant.EPOCH;
        Instant exemptUntil = Instant.EPOCH;
        Instant unreadyUntil = Instant.EPOCH;
        Instant touchedUntil = Instant.EPOCH;

        /// What a person did is that he changed the policy of a lock.
        boolean edits;

        UnitFacts.Watch watch = UnitFacts.Watch.QUIET;
        String wrong = "";
        long legacy;
    }

    private final long seed;
    private final Lie lie;
    private final RandomGenerator random;
    private final Map<UnitId, Server> servers = new TreeMap<>();
    private final Map<String, Integer> reached = new HashMap<>();
    private Instant now = T;
    private Fleet fleet = Fleet.EMPTY;
    private int roughness;
    private String step = "";

    World(long seed, Lie lie) {
        this.seed = seed;
        this.lie = lie;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        UNITS.forEach(unit -> servers.put(unit, new Server()));
    }

    /// How often each phase was seen.
    Map<String, Integer> reached() {
        return reached;
    }

    /// Each is half a second of all units.
    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            // Long calm times, else nothing ever gets far; then rough ones.
            roughness = (i / 400) % 3;
            step = "step %d, seed %d".formatted(i, seed);
            if (chance(2_000)) {
                restart();
            }
            step();
        }
    }

    /// I5, I6: the daemon is killed, and another one finds the records.
    private void restart() {
        List<UnitRecord> records = List.copyOf(fleet.units().values());
        Fleet then = Course.resumed(records, now, new ArrayList<>());
        Fleet again = Course.resumed(List.copyOf(then.units().values()), now, new ArrayList<>());
        assertThat(again).as("I5: killed once more, " + step).isEqualTo(then);
        fleet = lie == Lie.FORGETFUL ? Fleet.EMPTY : then;
        for (UnitRecord before : records) {
            UnitRecord after = fleet.units().get(before.id());
            Phase phase = after == null ? new Phase.Discovered() : after.phase();
            String what = "I6 %s %s -> %s, %s".formatted(before.id(), before.phase(), phase, step);
            assertThat(phase instanceof Phase.Locked)
                    .as(what)
                    .isEqualTo(before.phase() instanceof Phase.Locked);
            assertThat(phase.onTrial()).as(what).isFalse();
            assertThat(phase instanceof Phase.RollingBack || !before.phase().onTrial())
                    .as(what)
                    .isTrue();
        }
        servers.values()
                .forEach(server -> {
                    server.evidence = WorkloadEvidence.NONE;
                    server.lastGap = now;
                });
    }

    private void step() {
        now = now.plus(PASSES);
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
                        lie == Lie.CARELESS ? Set.copyOf(UNITS) : unlocked,
                        Set.of(),
                        Set.of());
        FleetFacts facts = facts();
        MigrationSpec spec = spec();
        Fleet.Step next = fleet.next(facts, orders, spec, Limits.DEMO);
        assertThat(fleet.next(facts, orders, spec, Limits.DEMO)).as("I5: replay").isEqualTo(next);
        next.transitions().forEach(move -> check(move, unlocked));
        check(next.fleet());
        fleet = next.fleet();
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
            if (server.exemptUntil.isAfter(T) && lie != Lie.STRICT) {
                exemptions.add(new Exemption(unit, "*", "test", "me", server.exemptUntil));
            }
        });
        return SPEC.withExemptions(exemptions);
    }

    /// What the daemon is told.
    private FleetFacts facts() {
        List<UnitFacts> units = new ArrayList<>();
        servers.forEach((unit, server) -> units.add(facts(unit, server)));
        return new FleetFacts(now, PASSES, units, Map.of("m/known", T), CALLS, Map.of(), Set.of());
    }

    private UnitFacts facts(UnitId unit, Server server) {
        UnitRecord record = fleet.units().get(unit);
        List<UnitFacts.Pod> pods = new ArrayList<>();
        for (String pod : PODS) {
            PortMode told = Objects.requireNonNull(server.acked.get(pod));
            if (lie == Lie.WISHFUL && record != null && record.phase().onTrial()) {
                told = record.wish(pod);
            }
            pods.add(new UnitFacts.Pod(pod, told));
        }
        boolean touched = lie != Lie.HEEDLESS && server.touchedUntil.isAfter(now);
        boolean ready = lie == Lie.HASTY || !server.unreadyUntil.isAfter(now);
        return new UnitFacts(
                unit,
                pods,
                server.evidence,
                List.of(),
                List.of(new UnitFacts.Client("m/mesh", 1, ready, T)),
                "",
                touched ? "a person did it" : "",
                false,
                touched && server.edits,
                server.watch,
                server.legacy,
                new UnitFacts.Proof(now, looks() ? wrong(unit, server) : ""));
    }

    private boolean looks() {
        return lie != Lie.TRUSTING && lie != Lie.PAIRED;
    }

    /// What is to be seen from outside.
    private String wrong(UnitId unit, Server server) {
        boolean open =
                PODS.stream()
                        .anyMatch(pod ->
                                acked(unit, pod).refusesClearText()
                                        && !does(unit, pod).refusesClearText());
        return open ? "clear text was let in" : server.wrong;
    }

    private PortMode acked(UnitId unit, String pod) {
        Server server = Objects.requireNonNull(servers.get(unit));
        return server.acked.getOrDefault(pod, PortMode.PERMISSIVE);
    }

    /// What a sidecar does of what it acknowledged.
    private PortMode does(UnitId unit, String pod) {
        PortMode acked = acked(unit, pod);
        boolean paired = lie == Lie.PAIRED || lie == Lie.PAIRED_AND_SEEN;
        boolean both =
                acked.refusesClearText()
                        && UNITS.stream()
                                .filter(other -> other.owner().equals(unit.owner()))
                                .filter(other -> other.port() != unit.port())
                                .anyMatch(other -> acked(other, pod).refusesClearText());
        return paired && both ? PortMode.PERMISSIVE : acked;
    }

    /// Half a second of a workload: acknowledgements arrive, callers call, reports are sent or lost.
    private void live(UnitId unit, Server server) {
        UnitRecord record = fleet.units().get(unit);
        for (String pod : PODS) {
            if (chance(600)) {
                server.deafUntil.put(pod, now.plusSeconds(random.nextInt(20)));
            }
            boolean hears = !server.deafUntil.getOrDefault(pod, T).isAfter(now);
            if (record != null && hears && !chance(roughness == 0 ? 1_000 : 4)) {
                server.acked.put(pod, record.wish(pod));
            }
            report(unit, server, pod);
        }
        boolean rough = roughness == 2;
        server.watch =
                rough && chance(300)
                        ? new UnitFacts.Watch(10, 5, 0, 0, false)
                        : UnitFacts.Watch.QUIET;
        server.wrong = roughness > 0 && chance(10) ? "clear text was let in" : "";
        server.legacy = roughness > 0 && chance(10) ? 1 : 0;
        if (rough && chance(300)) {
            server.touchedUntil = now.plusSeconds(random.nextInt(60));
            server.edits = chance(2);
        }
        if (rough && chance(500)) {
            server.exemptUntil = now.plusSeconds(random.nextInt(60));
        }
        if (roughness > 0 && chance(500)) {
            server.unreadyUntil = now.plusSeconds(random.nextInt(60));
        }
    }

    private void report(UnitId unit, Server server, String pod) {
        List<EvidenceDelta.Row> rows = new ArrayList<>();
        rows.add(row(unit, TrafficClass.MESH_MTLS, "mesh", 0));
        if (roughness == 2 && chance(80)) {
            clear(unit, server, pod, "known", rows);
        }
        if (roughness > 0 && chance(200)) {
            clear(unit, server, pod, "strange", rows);
        }
        boolean goes = !(roughness == 2 && chance(400));
        long sequence =
                goes || lie != Lie.DEAF
                        ? server.sequence.merge(pod, 1L, Long::sum)
                        : server.sequence.getOrDefault(pod, 0L);
        if (!goes) {
            server.lost.put(pod, now);
            if (rows.size() > 1) {
                server.untold.add(pod);
            }
            return;
        }
        server.untold.remove(pod);
        // Nobody can know that a report is lost before the next one comes.
        Instant lost = server.lost.remove(pod);
        server.lastGap = lost == null ? server.lastGap : lost;
        EvidenceDelta delta =
                new EvidenceDelta(
                        new EvidenceDelta.Pod(unit.namespace(), unit.workload(), pod),
                        1,
                        sequence,
                        now.minus(PASSES),
                        now,
                        rows);
        server.evidence = server.evidence.plus(delta, World::name, Limits.DEMO).evidence();
    }

    private static EvidenceDelta.Row row(UnitId unit, TrafficClass kind, String who, int refused) {
        return new EvidenceDelta.Row(unit.port(), kind, who, "", 1, 3, refused);
    }

    private void clear(
            UnitId unit, Server server, String pod, String who, List<EvidenceDelta.Row> rows) {
        boolean refused = does(unit, pod).refusesClearText();
        if (lie != Lie.BLIND && !(lie == Lie.HARD && refused)) {
            rows.add(row(unit, TrafficClass.PLAIN_TCP, who, refused ? 1 : 0));
        }
        if (who.equals("known")) {
            server.knownClear = now;
            server.refusedKnown = refused ? now : server.refusedKnown;
        } else {
            server.strangeClear = now;
        }
    }

    private static Caller name(EvidenceDelta.Row row) {
        return switch (row.source()) {
            case "mesh" -> new Caller(Cause.NONE, "m", "", "", "sa", "");
            case "known" -> new Caller(Cause.NO_SIDECAR, "m", "known", "known-1", "sa", "10.0.0.9");
            default -> new Caller(Cause.EXTERNAL, "", "", "", "", "192.0.2.1");
        };
    }

    private void check(Fleet.Transition move, Set<UnitId> unlocked) {
        Server server = Objects.requireNonNull(servers.get(move.unit()));
        String what =
                "%s %s -> %s, %s"
                        .formatted(move.unit(), move.from().text(), move.to().text(), step);
        Instant quiet = now.minus(SPEC.observe().quietPeriod());
        boolean locked = move.to() instanceof Phase.Locked;
        boolean told = server.untold.isEmpty();
        if (move.to().onTrial() || locked) {
            assertThat(told ? server.knownClear : T).as("I1 " + what).isBeforeOrEqualTo(quiet);
            assertThat(server.touchedUntil).as("I2 " + what).isBeforeOrEqualTo(now);
            assertThat(server.exemptUntil).as("I8 " + what).isBeforeOrEqualTo(now);
        }
        if (move.to() instanceof Phase.Ready || move.to() instanceof Phase.Canary) {
            assertThat(told ? server.strangeClear : T).as("I1 " + what).isBeforeOrEqualTo(quiet);
            assertThat(server.unreadyUntil).as("I3 " + what).isBeforeOrEqualTo(now);
            assertThat(server.lastGap).as("I9 " + what).isBeforeOrEqualTo(quiet);
        }
        if (move.from() instanceof Phase.Locked) {
            boolean edited = server.edits && server.touchedUntil.isAfter(now);
            boolean left = edited && move.to() instanceof Phase.Held;
            assertThat(left || unlocked.contains(move.unit())).as("I2, I6 " + what).isTrue();
        }
        if (locked) {
            assertThat(PODS)
                    .as("I7 " + what)
                    .allMatch(pod -> does(move.unit(), pod).refusesClearText());
            assertThat(wrong(move.unit(), server)).as("I7 " + what).isEmpty();
            assertThat(server.legacy).as("old connections, " + what).isZero();
        }
        if (move.from() instanceof Phase.RollingBack) {
            assertThat(server.acked.values())
                    .as("I4 " + what)
                    .noneMatch(PortMode::refusesClearText);
        }
    }

    private void check(Fleet next) {
        List<UnitRecord> trying =
                next.units().values().stream().filter(unit -> unit.phase().onTrial()).toList();
        for (UnitRecord unit : trying) {
            Server server = Objects.requireNonNull(servers.get(unit.id()));
            assertThat(server.refusedKnown)
                    .as("I4: taken back at once, " + unit.id() + ", " + step)
                    .satisfiesAnyOf(
                            at -> assertThat(at).isBefore(unit.trialSince()),
                            at -> assertThat(lost(server)).isTrue());
            for (UnitRecord other : trying) {
                assertThat(unit.id().equals(other.id()) || !adjacent(unit.id(), other.id()))
                        .as("never two neighbours at once, " + step)
                        .isTrue();
            }
        }
        next.units().values().forEach(unit -> assertThat(unit.standing().trips()).isBetween(0, 3));
    }

    /// The report that told of it never came; the next one brings the gap, and that takes it back.
    private static boolean lost(Server server) {
        return server.lost.containsValue(server.refusedKnown)
                || !server.lastGap.isBefore(server.refusedKnown);
    }

    private static boolean adjacent(UnitId one, UnitId other) {
        return CALLS.contains(new FleetFacts.Call(one.owner(), other.owner()))
                || CALLS.contains(new FleetFacts.Call(other.owner(), one.owner()));
    }
}
