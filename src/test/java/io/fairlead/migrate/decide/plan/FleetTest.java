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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Stories of a mesh of three workloads that call each other, in steps of half a second.
class FleetTest {
    private static final Instant T = Instant.parse("2026-11-26T09:00:00Z");
    private static final Duration STEP = Duration.ofMillis(500);
    private static final UnitId WEB = new UnitId("a", "web", 80);
    private static final UnitId CART = new UnitId("a", "cart", 80);
    private static final UnitId STORE = new UnitId("b", "store", 80);
    private static final Set<FleetFacts.Call> CALLS =
            Set.of(
                    new FleetFacts.Call("a/web", "a/cart"),
                    new FleetFacts.Call("a/cart", "b/store"));

    private final Map<UnitId, WorkloadEvidence> evidence = new TreeMap<>();
    private final Map<UnitId, Map<String, PortMode>> acked = new TreeMap<>();
    private final Map<UnitId, String> trouble = new HashMap<>();
    private final Map<UnitId, List<Blocker>> statics = new HashMap<>();
    private final Map<UnitId, String> unobservable = new HashMap<>();
    private final List<Fleet.Transition> story = new ArrayList<>();
    private Instant now = T;
    private long sequence;
    private Fleet fleet = Fleet.EMPTY;
    private MigrationSpec spec = MigrationSpec.DEMO;
    private Orders orders = Orders.NONE;
    private boolean acknowledges = true;

    @BeforeEach
    void threeWorkloads() {
        for (UnitId unit : List.of(WEB, CART, STORE)) {
            evidence.put(unit, WorkloadEvidence.NONE);
            acked.put(
                    unit,
                    new TreeMap<>(Map.of("p1", PortMode.PERMISSIVE, "p2", PortMode.PERMISSIVE)));
        }
    }

    /// Half a second passes.
    ///
    /// @param intruder who comes in clear text to one unit's first pod; empty for nobody
    private void pass(UnitId target, String intruder, boolean refused) {
        Instant before = now;
        now = now.plus(STEP);
        sequence++;
        evidence.replaceAll((unit, known) -> {
            WorkloadEvidence more = known;
            for (String pod : List.of("p1", "p2")) {
                List<EvidenceDelta.Row> rows = new ArrayList<>();
                rows.add(new EvidenceDelta.Row(80, TrafficClass.MESH_MTLS, "mesh", "", 2, 2, 0));
                if (unit.equals(target) && !intruder.isEmpty() && pod.equals("p1")) {
                    rows.add(
                            new EvidenceDelta.Row(
                                    80,
                                    TrafficClass.PLAIN_HTTP,
                                    intruder,
                                    "GET /",
                                    1,
                                    1,
                                    refused ? 1 : 0));
                }
                EvidenceDelta delta =
                        new EvidenceDelta(
                                new EvidenceDelta.Pod(unit.namespace(), unit.workload(), pod),
                                1,
                                sequence,
                                before,
                                now,
                                rows);
                more = more.plus(delta, FleetTest::name, Limits.DEMO).evidence();
            }
            return more;
        });
        step(STEP);
    }

    private void step(Duration steady) {
        List<UnitFacts> units = new ArrayList<>();
        evidence.forEach((unit, known) -> {
            List<UnitFacts.Pod> pods = new ArrayList<>();
            acked.getOrDefault(unit, Map.of())
                    .forEach((pod, mode) -> pods.add(new UnitFacts.Pod(pod, mode)));
            units.add(
                    new UnitFacts(
                            unit,
                            pods,
                            known,
                            statics.getOrDefault(unit, List.of()),
                            List.of(),
                            unobservable.getOrDefault(unit, ""),
                            trouble.getOrDefault(unit, ""),
                            false,
                            false,
                            UnitFacts.Watch.QUIET,
                            0,
                            new UnitFacts.Proof(now, "")));
        });
        FleetFacts facts =
                new FleetFacts(now, steady, units, Map.of("m/known", T), CALLS, Map.of(), Set.of());
        Fleet.Step next = fleet.next(facts, orders, spec, Limits.DEMO);
        fleet = next.fleet();
        story.addAll(next.transitions());
        if (acknowledges) {
            acked.forEach((unit, pods) ->
                    pods.replaceAll((pod, mode) -> {
                        UnitRecord record = fleet.units().get(unit);
                        return record == null ? mode : record.wish(pod);
                    }));
        }
    }

    private static Caller name(EvidenceDelta.Row row) {
        return switch (row.source()) {
            case "mesh" -> new Caller(Cause.NONE, "m", "", "", "sa", "");
            case "known" -> new Caller(Cause.NO_SIDECAR, "m", "known", "known-1", "sa", "10.0.0.9");
            case "new" -> new Caller(Cause.NO_SIDECAR, "m", "new", "new-1", "sa", "10.0.0.8");
            default -> new Caller(Cause.EXTERNAL, "", "", "", "", "192.0.2.1");
        };
    }

    private void pass(Duration time) {
        for (Duration gone = Duration.ZERO; gone.compareTo(time) < 0; gone = gone.plus(STEP)) {
            pass(WEB, "", false);
        }
    }

    /// Passes time until a unit is there, at most a minute.
    private void until(UnitId unit, Class<? extends Phase> phase) {
        for (int i = 0; i < 120 && !phase.isInstance(phase(unit)); i++) {
            pass(WEB, "", false);
        }
        assertThat(phase(unit)).isInstanceOf(phase);
    }

    private Phase phase(UnitId unit) {
        UnitRecord record = fleet.units().get(unit);
        return record == null ? new Phase.Discovered() : record.phase();
    }

    private List<String> phasesOf(UnitId unit) {
        return story.stream().filter(t -> t.unit().equals(unit)).map(t -> t.to().text()).toList();
    }

    /// T1, without the sidecars.
    @Test
    void aQuietMeshIsLockedWithinAMinute() {
        pass(Duration.ofSeconds(60));
        assertThat(fleet.units().values()).allMatch(unit -> unit.phase() instanceof Phase.Locked);
        assertThat(phasesOf(WEB))
                .containsExactly(
                        "OBSERVING",
                        "READY",
                        "AUDITING",
                        "CANARY",
                        "RAMP 0",
                        "RAMP 1",
                        "SOAK",
                        "LOCKED");
    }

    /// T2: only the caller's target stays behind; when the caller is quiet it goes on.
    @Test
    void aCallerInClearTextBlocksItsTargetOnly() {
        for (int i = 0; i < 120; i++) {
            pass(CART, i % 4 == 0 ? "known" : "", false);
        }
        assertThat(phase(CART)).isInstanceOf(Phase.Blocked.class);
        assertThat(phase(WEB)).isInstanceOf(Phase.Locked.class);
        assertThat(phase(STORE)).isInstanceOf(Phase.Locked.class);
        pass(Duration.ofSeconds(45));
        assertThat(phase(CART)).isInstanceOf(Phase.Locked.class);
    }

    /// While somebody comes whom an exemption names nothing is tried, so that nobody cuts him.
    @Test
    void anExemptedCallerIsNeverCut() {
        Instant end = T.plusSeconds(100);
        spec = spec.withExemptions(List.of(new Exemption(CART, "m/known", "scrape", "sre", end)));
        for (int i = 0; i < 120; i++) {
            pass(CART, i % 4 == 0 ? "known" : "", false);
        }
        assertThat(phase(CART)).isInstanceOf(Phase.Exempt.class);
        pass(CART, "new", false);
        pass(STEP);
        assertThat(phase(CART)).as("somebody else blocks").isInstanceOf(Phase.Blocked.class);
        for (int i = 0; i < 90; i++) {
            pass(CART, i % 4 == 0 ? "known" : "", false);
        }
        assertThat(phase(CART)).as("it is over").isInstanceOf(Phase.Blocked.class);
        assertThat(phasesOf(CART)).doesNotContain("CANARY");
    }

    @Test
    void anExemptedCallerThatATrialRefusesEndsItWithoutBlame() {
        spec =
                spec.withExemptions(
                        List.of(
                                new Exemption(
                                        WEB, "m/known", "scrape", "sre", T.plusSeconds(900))));
        until(WEB, Phase.Canary.class);
        pass(WEB, "known", true);
        assertThat(phase(WEB)).isEqualTo(new Phase.RollingBack(Phase.Retreat.SIDE));
        pass(Duration.ofSeconds(2));
        assertThat(phase(WEB)).isInstanceOf(Phase.Exempt.class);
    }

    /// T3: somebody known who first comes in the canary takes it back at once, and is named.
    @Test
    void aKnownCallerThatTheCanaryRefusesTakesItBack() {
        until(WEB, Phase.Canary.class);
        pass(WEB, "known", true);
        assertThat(phase(WEB)).isEqualTo(new Phase.RollingBack(Phase.Retreat.TRIP));
        assertThat(fleet.units().get(WEB))
                .extracting(UnitRecord::because)
                .isEqualTo("refused a connection of m/known");
        pass(STEP);
        assertThat(phase(WEB)).isInstanceOf(Phase.Cooldown.class);
        pass(Duration.ofSeconds(11));
        assertThat(phase(WEB)).isInstanceOf(Phase.Blocked.class);
    }

    /// T19: neither a stranger nor a workload that came after the trial began takes anything back.
    @Test
    void strangersTakeNothingBack() {
        for (String stranger : List.of("stranger", "new")) {
            until(WEB, Phase.Canary.class);
            pass(WEB, stranger, true);
            assertThat(phase(WEB).onTrial()).as(stranger).isTrue();
        }
        until(WEB, Phase.Locked.class);
        pass(WEB, "known", true);
        assertThat(phase(WEB)).isInstanceOf(Phase.Locked.class);
    }

    @Test
    void whereThePolicyIsSwitchedAStrangerCounts() {
        spec =
                new MigrationSpec(
                        spec.drive(),
                        spec.observe(),
                        spec.trial(),
                        new MigrationSpec.Rollback(true, 3, Duration.ofSeconds(10)),
                        List.of(),
                        List.of());
        until(WEB, Phase.Canary.class);
        pass(WEB, "new", true);
        assertThat(phase(WEB)).isEqualTo(new Phase.RollingBack(Phase.Retreat.TRIP));
    }

    /// T18: a person's object in the middle of a trial.
    @Test
    void aPersonsEditHoldsTheUnitByWayOfRollingBack() {
        until(WEB, Phase.Canary.class);
        trouble.put(WEB, "PeerAuthentication a/p was edited by a person");
        pass(Duration.ofSeconds(2));
        assertThat(phase(WEB)).isInstanceOf(Phase.Held.class);
        trouble.clear();
        until(WEB, Phase.Locked.class);
    }

    /// T13: what the configuration says against it needs no traffic, and no traffic helps against it.
    @Test
    void whatTheConfigurationSpeaksAgainstIsNeverTried() {
        statics.put(CART, List.of(new Blocker(CART, "PORT_OF_SERVICE", "what", "fix", true)));
        unobservable.put(STORE, "its port is kept from the sidecar");
        pass(Duration.ofSeconds(1));
        assertThat(phase(CART)).isInstanceOf(Phase.Blocked.class);
        assertThat(phase(STORE)).isInstanceOf(Phase.Unobservable.class);
        until(WEB, Phase.Locked.class);
        assertThat(phasesOf(CART)).containsExactly("OBSERVING", "BLOCKED");
        assertThat(phasesOf(STORE)).containsExactly("UNOBSERVABLE");
    }

    /// T15: nothing goes on before all have acknowledged, and a sidecar that never does ends the trial.
    @Test
    void nothingGoesOnWithoutAcknowledgements() {
        until(WEB, Phase.Canary.class);
        acknowledges = false;
        acked.put(WEB, new TreeMap<>(Map.of("p1", PortMode.AUDIT, "p2", PortMode.AUDIT)));
        pass(Duration.ofSeconds(55));
        assertThat(phase(WEB)).isInstanceOf(Phase.Canary.class);
        pass(Duration.ofSeconds(10));
        assertThat(phasesOf(WEB)).contains("ROLLING_BACK TRIP").doesNotContain("RAMP 0");
    }

    @Test
    void neighboursAreNeverTriedAtOnce() {
        boolean parallel = false;
        for (int i = 0; i < 120; i++) {
            pass(WEB, "", false);
            assertThat(phase(CART).onTrial() && (phase(WEB).onTrial() || phase(STORE).onTrial()))
                    .isFalse();
            parallel |= phase(WEB).onTrial() && phase(STORE).onTrial();
        }
        assertThat(parallel).as("who don't call each other go together").isTrue();
    }

    @Test
    void aClockThatJumpsEndsTrialsAndLocksNothing() {
        until(WEB, Phase.Canary.class);
        now = now.plus(Duration.ofHours(2));
        step(STEP);
        assertThat(phase(WEB)).isEqualTo(new Phase.RollingBack(Phase.Retreat.GAP));
        assertThat(story).noneMatch(t -> t.to() instanceof Phase.Locked);
    }

    @Test
    void whoApprovesIsAskedBeforeTheTrialAndBeforeTheLock() {
        spec = spec.withDrive(MigrationSpec.Drive.APPROVE);
        pass(Duration.ofSeconds(40));
        assertThat(phase(WEB)).isInstanceOf(Phase.Auditing.class);
        orders = new Orders(false, Set.of(), Set.of(WEB), Set.of(), Set.of(), Set.of(), Set.of());
        until(WEB, Phase.Locked.class);
        assertThat(phase(STORE)).isInstanceOf(Phase.Auditing.class);
        spec = spec.withDrive(MigrationSpec.Drive.ADVISE);
        orders = Orders.NONE;
        pass(Duration.ofSeconds(5));
        assertThat(phase(WEB)).as("a lock stays").isInstanceOf(Phase.Locked.class);
    }

    @Test
    void aLockOutlivesItsPodsAndOnlyAPersonTakesItOff() {
        until(WEB, Phase.Locked.class);
        evidence.remove(WEB);
        pass(STEP);
        assertThat(phase(WEB)).isInstanceOf(Phase.Locked.class);
    }
}
