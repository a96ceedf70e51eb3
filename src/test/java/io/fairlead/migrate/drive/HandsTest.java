package io.fairlead.migrate.drive;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.migrate.decide.caller.PodTimes;
import io.fairlead.migrate.decide.facts.Gathering.Certificate;
import io.fairlead.migrate.decide.facts.Roster;
import io.fairlead.migrate.decide.facts.Tenants;
import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.migrate.decide.plan.FleetFacts.Call;
import io.fairlead.migrate.decide.plan.UnitRecord;
import io.fairlead.migrate.decide.trail.Trail;
import io.fairlead.migrate.enforce.Enforcer;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.EvidenceDelta.Row;
import io.fairlead.model.mtls.PodHeld;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PodWish;
import io.fairlead.model.mtls.PortHeld;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.model.mtls.PortProof;
import io.fairlead.model.mtls.PortWish;
import io.fairlead.model.mtls.TrafficClass;
import io.fairlead.model.mtls.UnitId;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.store.file.PolicyFiles;
import io.fairlead.testing.FakeClock;
import io.fairlead.testing.Meshes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A mesh of two workloads goes from PERMISSIVE to STRICT, with real files and sidecars that do what they are told.
class HandsTest {
    private static final Instant T = Instant.parse("2026-11-26T09:00:00Z");
    private static final UnitId CART = new UnitId("default", "cart", 8080);
    private static final UnitId WEB = new UnitId("default", "web", 8080);
    private static final String LOCK = "peerauthentication.default.fairlead-cart.yaml";
    private static final int LONG = 90;

    private static String pod(String name, String ip) {
        return """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %1$s-1
          namespace: default
          labels: {app: %1$s, security.istio.io/tlsMode: istio}
          ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: %1$s, uid: u}]
        spec:
          serviceAccountName: %1$s
          containers: [{name: c, ports: [{containerPort: 8080}]}]
        status: {podIP: %2$s, conditions: [{type: Ready, status: "True"}]}
        """
                .formatted(name, ip);
    }

    private static String migration(String drive) {
        return """
        apiVersion: mesh.fairlead.io/v1alpha1
        kind: MtlsMigration
        metadata: {name: default, namespace: istio-system}
        spec: {drive: %s, profile: demo}
        """
                .formatted(drive);
    }

    /// Sidecars that do at once what is wished.
    private final class Pods implements Enforcer {
        Map<PodRef, PodWish> wished = Map.of();
        final Map<Target, PortProof> seen = new HashMap<>();
        String tripped = "";
        String wrong = "";

        /// Connections in clear text from before, of each port.
        long legacy;

        /// Cart's listener is still that of a policy which says DISABLE.
        boolean disabled;

        /// They acknowledge no listener that is new.
        boolean deaf;

        @Override
        public void wish(Map<PodRef, PodWish> pods, Set<String> known) {
            wished = pods;
        }

        @Override
        public Map<PodRef, PodHeld> held() {
            Map<PodRef, PodHeld> held = new HashMap<>();
            wished.forEach((pod, wish) -> {
                SortedMap<Integer, PortHeld> ports = new TreeMap<>();
                wish.ports()
                        .forEach((port, one) ->
                                ports.put(
                                        port,
                                        new PortHeld(
                                                tripped.isEmpty()
                                                        ? one.mode()
                                                        : PortMode.PERMISSIVE,
                                                one.attempt(),
                                                !tripped.isEmpty(),
                                                tripped,
                                                now,
                                                0,
                                                legacy)));
                held.put(pod, new PodHeld(pod, now, true, ports));
            });
            return held;
        }

        @Override
        public Map<PodRef, SortedMap<Integer, PortMode>> listeners() {
            Map<PodRef, SortedMap<Integer, PortMode>> all = new HashMap<>();
            for (String name : List.of("cart", "web")) {
                boolean locked =
                        !deaf && policies().keySet().stream().anyMatch(f -> f.contains(name));
                all.put(
                        new PodRef("default", name + "-1"),
                        new TreeMap<>(
                                Map.of(
                                        0,
                                        PortMode.PERMISSIVE,
                                        8080,
                                        disabled && name.equals("cart")
                                                ? PortMode.DISABLE
                                                : locked ? PortMode.STRICT : PortMode.PERMISSIVE)));
            }
            return all;
        }

        @Override
        public List<EvidenceDelta> told() {
            return List.of();
        }

        @Override
        public void prove(Set<Target> targets) {
            targets.forEach(target -> seen.put(target, new PortProof(now, wrong)));
        }

        @Override
        public Map<Target, PortProof> proofs() {
            return seen;
        }
    }

    @TempDir private Path dir;

    private final Pods pods = new Pods();
    private final FakeClock clock = new FakeClock(T);
    private String drive = "Automatic";

    /// A policy that a person wrote.
    private String person = "";

    private Instant now = T;
    private long sequence;
    private final Map<List<String>, MeshSnapshot> read = new HashMap<>();

    @SuppressWarnings("NullAway.Init")
    private Hands hands;

    @SuppressWarnings("NullAway.Init")
    private Course course;

    @BeforeEach
    void begin() throws IOException {
        restart();
    }

    /// As a daemon that finds what the one before left.
    private void restart() throws IOException {
        TrailKeeper trail = TrailKeeper.open(Archive.in(dir));
        hands =
                Hands.open(
                        new Autopilot.Keeping(
                                Archive.in(dir),
                                new PolicyFiles(dir.resolve("policies")),
                                () -> ""),
                        trail,
                        pods,
                        clock);
        course = hands.resumed(Course.BEGIN);
    }

    private MeshSnapshot mesh() {
        List<String> yaml = new ArrayList<>();
        yaml.add(migration(drive));
        yaml.add(pod("cart", "10.0.0.2"));
        yaml.add(pod("web", "10.0.0.3"));
        if (!person.isEmpty()) {
            yaml.add(person);
        }
        yaml.addAll(policies().values());
        return read.computeIfAbsent(
                yaml, all -> Meshes.of(all.toArray(String[]::new)).withVersion(read.size() + 1));
    }

    private SortedMap<String, String> policies() {
        Path policies = dir.resolve("policies");
        SortedMap<String, String> all = new TreeMap<>();
        if (Files.isDirectory(policies)) {
            try (Stream<Path> files = Files.list(policies)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                    all.put(file.getFileName().toString(), Files.readString(file));
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return all;
    }

    private Course.Step look() {
        Instant before = now;
        now = now.plusSeconds(1);
        clock.pass(Duration.ofSeconds(1));
        sequence++;
        MeshSnapshot mesh = mesh();
        Roster roster = Roster.of(mesh);
        Course.Look look =
                new Course.Look(
                        now,
                        Duration.ofSeconds(1),
                        roster,
                        Tenants.next(PodTimes.NONE, MeshSnapshot.EMPTY, mesh, T),
                        List.of(report("cart", "web", before), report("web", "cart", before)),
                        Set.of(new Call("default/web", "default/cart")),
                        List.of(
                                new Certificate(id("web"), "web-1", T, T.plusSeconds(90_000)),
                                new Certificate(id("cart"), "cart-1", T, T.plusSeconds(90_000))),
                        hands.done(course.fleet(), roster, Map.of()),
                        hands.asked(course.fleet()));
        Course.Step step = course.next(look);
        assertThat(hands.carryOut(course, step, look)).as("it is written down").isTrue();
        course = step.course();
        return step;
    }

    private EvidenceDelta report(String to, String from, Instant since) {
        return new EvidenceDelta(
                new EvidenceDelta.Pod("default", to, to + "-1"),
                1,
                sequence,
                since,
                now,
                List.of(new Row(8080, TrafficClass.MESH_MTLS, id(from), "", 1, 3, 0)));
    }

    private static String id(String account) {
        return "spiffe://cluster.local/ns/default/sa/" + account;
    }

    private String phase(UnitId unit) {
        UnitRecord record = course.fleet().units().get(unit);
        return record == null ? "" : record.phase().title();
    }

    private void lookUntil(UnitId unit, String phase) {
        for (int i = 0; i < LONG && !phase(unit).equals(phase); i++) {
            look();
        }
        assertThat(phase(unit)).isEqualTo(phase);
    }

    private void lookTimes(int times) {
        for (int i = 0; i < times; i++) {
            look();
        }
    }

    @Test
    void allPortsAreLockedByPoliciesThatAPersonCouldHaveWritten() {
        lookUntil(CART, "LOCKED");
        lookUntil(WEB, "LOCKED");
        lookTimes(15);
        assertThat(policies().keySet())
                .containsExactly(
                        LOCK,
                        "peerauthentication.default.fairlead-default.yaml",
                        "peerauthentication.default.fairlead-web.yaml",
                        "peerauthentication.istio-system.fairlead-default.yaml");
        assertThat(policies().get(LOCK))
                .contains("fairlead.io/owner", "\"8080\":\n      mode: STRICT");
        assertThat(pods.wished).as("locks need no lease").isEmpty();
    }

    /// Between the trial's end and the lock's begin nobody gets in: the trial waits for the listener.
    @Test
    void aTrialGoesOnUntilTheListenerOfTheLockIsAcknowledged() {
        lookUntil(CART, "SOAK");
        pods.deaf = true;
        lookUntil(CART, "LOCKED");
        lookTimes(30);
        PodRef cart = new PodRef("default", "cart-1");
        assertThat(policies()).containsKey(LOCK);
        assertThat(pods.wished.getOrDefault(cart, PodWish.NONE).ports().values())
                .extracting(PortWish::mode)
                .containsExactly(PortMode.TRIAL);
        pods.deaf = false;
        lookTimes(2);
        assertThat(pods.wished).doesNotContainKey(cart);
    }

    /// T15, F11: whoever is told to speak mutual TLS to it meets clear text as long as its sidecar has not heard.
    @Test
    void fromDisableItGoesByPermissiveWithTheLastSidecarThatHeardOfIt() {
        person =
                """
                apiVersion: security.istio.io/v1
                kind: PeerAuthentication
                metadata: {name: old, namespace: default}
                spec: {selector: {matchLabels: {app: cart}}, mtls: {mode: DISABLE}}
                """;
        pods.disabled = true;
        lookUntil(WEB, "LOCKED");
        assertThat(phase(CART)).isEqualTo("HELD");
        person = "";
        PodRef cart = new PodRef("default", "cart-1");
        for (int i = 0; i < 50; i++) {
            look();
            assertThat(phase(CART)).isIn("HELD", "OBSERVING", "READY", "AUDITING");
            assertThat(pods.wished.getOrDefault(cart, PodWish.NONE).ports().values())
                    .extracting(PortWish::mode)
                    .doesNotContain(PortMode.TRIAL, PortMode.STRICT);
        }
        assertThat(phase(CART)).as("it waits for the sidecar only").isEqualTo("AUDITING");
        pods.disabled = false;
        lookUntil(CART, "LOCKED");
    }

    @Test
    void aClockThatIsSetBackByADayDoesNotStopProofs() {
        lookUntil(CART, "LOCKED");
        now = now.minus(Duration.ofDays(1));
        lookTimes(10);
        assertThat(pods.seen.values())
                .isNotEmpty()
                .allSatisfy(proof -> assertThat(proof.at()).isBeforeOrEqualTo(now));
    }

    /// It is written down before it is done, each time.
    @Test
    void theTrailTellsOfEveryStepAndIsWhole() throws IOException {
        lookUntil(CART, "LOCKED");
        List<String> lines = Files.readAllLines(dir.resolve(FileArchive.TRAIL));
        assertThat(Trail.BEGIN.verify(lines)).isInstanceOf(Trail.Verdict.Whole.class);
        assertThat(lines)
                .filteredOn(line -> line.contains("default/cart:8080"))
                .last()
                .asString()
                .contains("\"to\":\"LOCKED\"", "+ PeerAuthentication default/fairlead-cart");
    }

    @Test
    void neighboursAreNeverOnTrialAtOnce() {
        for (int i = 0; i < LONG; i++) {
            look();
            long trying =
                    course.fleet().units().values().stream()
                            .filter(unit -> unit.phase().onTrial())
                            .count();
            assertThat(trying).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void whatASidecarTookBackByItselfGoesBackAsAWhole() {
        lookUntil(CART, "CANARY");
        pods.tripped = "10.0.0.3";
        look();
        assertThat(phase(CART)).isEqualTo("ROLLING_BACK");
        assertThat(course.fleet().units())
                .extractingByKey(CART)
                .extracting(UnitRecord::because)
                .asString()
                .contains("default/web (pod web-1");
        pods.tripped = "";
        lookUntil(CART, "COOLDOWN");
    }

    @Test
    void aPortThatDoesNotRefuseIsNeverLocked() {
        pods.wrong = "clear text was answered";
        lookUntil(CART, "SOAK");
        lookUntil(CART, "ROLLING_BACK");
        assertThat(policies()).isEmpty();
    }

    /// T20.
    @Test
    void aPortIsNotLockedBeforeItsOldConnectionsAreGone() {
        lookUntil(CART, "CANARY");
        pods.legacy = 200;
        lookTimes(LONG);
        assertThat(phase(CART)).isEqualTo("SOAK");
        pods.legacy = 1;
        lookTimes(5);
        assertThat(phase(CART)).isEqualTo("SOAK");
        pods.legacy = 0;
        lookUntil(CART, "LOCKED");
    }

    /// T18: a person's edit is left byte for byte.
    @Test
    void whatAPersonChangedIsLeftAndTold() throws IOException {
        lookUntil(CART, "LOCKED");
        look();
        Path file = dir.resolve("policies").resolve(LOCK);
        String edited = Files.readString(file).replace("STRICT", "PERMISSIVE");
        Files.writeString(file, edited);
        look();
        assertThat(phase(CART)).as("at once").isEqualTo("HELD");
        lookTimes(LONG);
        assertThat(phase(CART)).as("as long as it stands").isEqualTo("HELD");
        assertThat(Files.readString(file)).isEqualTo(edited);
        assertThat(hands.done(course.fleet(), Roster.of(mesh()), Map.of()).edited().get(CART))
                .startsWith("PeerAuthentication default/fairlead-cart was changed by a person");
        assertThat(Files.readAllLines(dir.resolve(FileArchive.TRAIL)))
                .filteredOn(line -> line.contains("a person changed its policy"))
                .singleElement()
                .asString()
                .contains("default/cart:8080", "\"from\":\"LOCKED\",\"to\":\"HELD\"")
                .contains("\"configDiff\":\"\"");
    }

    /// Also over a restart, and whatever else is locked.
    @Test
    void aPolicyThatIsPutBackIsALockAgain() throws IOException {
        lookUntil(CART, "LOCKED");
        lookUntil(WEB, "LOCKED");
        lookTimes(15);
        SortedMap<String, String> before = policies();
        Path file = dir.resolve("policies").resolve(LOCK);
        String lock = before.getOrDefault(LOCK, "");
        String edited = lock.replace("STRICT", "PERMISSIVE");
        Files.writeString(file, edited);
        look();
        restart();
        lookTimes(5);
        assertThat(phase(CART)).isEqualTo("HELD");
        assertThat(phase(WEB)).isEqualTo("LOCKED");
        assertThat(policies()).containsEntry(LOCK, edited);
        Files.writeString(file, lock);
        lookTimes(2);
        assertThat(phase(CART)).isEqualTo("LOCKED");
        lookTimes(15);
        assertThat(policies()).isEqualTo(before);
    }

    @Test
    void aPolicyThatWasRemovedIsWrittenAgainWhenAPersonResumes() throws IOException {
        lookUntil(CART, "LOCKED");
        look();
        Files.delete(dir.resolve("policies").resolve(LOCK));
        lookTimes(LONG);
        assertThat(phase(CART)).isEqualTo("HELD");
        assertThat(policies()).doesNotContainKey(LOCK);
        hands.order(new Desk.Order(Desk.Verb.RESUME, List.of(CART), "ann"));
        lookUntil(CART, "LOCKED");
        look();
        assertThat(policies()).containsKey(LOCK);
    }

    /// A daemon that ended between writing a policy and noting that takes its own work for nobody else's.
    @Test
    void whatWasWrittenAndNotNotedIsNoPersonsWork() throws IOException {
        lookUntil(CART, "LOCKED");
        look();
        Records.State noted = records(dir);
        Map<ObjectKey, String> older = new HashMap<>(noted.policies());
        older.replaceAll((_, _) -> "older");
        write(new Records.State(noted.units(), older, noted.held(), List.of()));
        restart();
        lookTimes(2);
        assertThat(phase(CART)).isEqualTo("LOCKED");
        assertThat(records(dir).policies()).isEqualTo(noted.policies());
    }

    /// It is not known what a person wants who put something else there.
    @Test
    void aPolicyThatWasChangedStaysHeldThoughAPersonResumes() throws IOException {
        lookUntil(CART, "LOCKED");
        look();
        Path file = dir.resolve("policies").resolve(LOCK);
        String edited = Files.readString(file).replace("8080", "8081");
        Files.writeString(file, edited);
        lookTimes(2);
        hands.order(new Desk.Order(Desk.Verb.RESUME, List.of(CART), "ann"));
        lookTimes(LONG);
        assertThat(phase(CART)).isEqualTo("HELD");
        assertThat(Files.readString(file)).isEqualTo(edited);
    }

    /// Without it nobody would look before the pause is over.
    @Test
    void aPersonHasALockedPortLookedAtNow() {
        lookUntil(CART, "LOCKED");
        lookTimes(10);
        for (int i = 0; i < LONG && !proof().equals(now); i++) {
            look();
        }
        Instant ordered = now;
        assertThat(proof()).as("it was looked at just now").isEqualTo(ordered);
        lookTimes(3);
        assertThat(proof()).as("by itself it waits").isEqualTo(ordered);
        for (int i = 0; i < LONG && !proof().equals(now); i++) {
            look();
        }
        ordered = now;
        hands.order(new Desk.Order(Desk.Verb.VERIFY, List.of(CART), "ann"));
        lookTimes(3);
        assertThat(proof()).isAfter(ordered);
    }

    private Instant proof() {
        return pods.seen.entrySet().stream()
                .filter(one -> one.getKey().pod().name().equals("cart-1"))
                .map(one -> one.getValue().at())
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    @Test
    void aPersonTakesALockOffAndItsPolicyGoes() {
        lookUntil(CART, "LOCKED");
        lookUntil(WEB, "LOCKED");
        lookTimes(3);
        assertThat(hands.order(new Desk.Order(Desk.Verb.ROLLBACK, List.of(), "ann"))).isEmpty();
        drive = "Advise";
        lookTimes(2);
        assertThat(phase(CART)).isEqualTo("HELD");
        assertThat(policies()).isEmpty();
    }

    @Test
    void approveWaitsForAPersonAtEachGate() {
        drive = "Approve";
        lookTimes(LONG);
        assertThat(phase(CART)).isEqualTo("AUDITING");
        hands.order(new Desk.Order(Desk.Verb.APPROVE, List.of(CART), "ann"));
        lookUntil(CART, "SOAK");
        lookTimes(10);
        assertThat(phase(CART)).isEqualTo("SOAK");
        hands.order(new Desk.Order(Desk.Verb.APPROVE, List.of(CART), "ann"));
        lookUntil(CART, "LOCKED");
    }

    @Test
    void whatIsHeldStaysHeldAfterARestart() throws IOException {
        lookTimes(5);
        hands.order(new Desk.Order(Desk.Verb.HOLD, List.of(CART), "ann"));
        look();
        assertThat(phase(CART)).isEqualTo("HELD");
        restart();
        lookTimes(LONG);
        assertThat(phase(CART)).isEqualTo("HELD");
        hands.order(new Desk.Order(Desk.Verb.RESUME, List.of(CART), "ann"));
        lookUntil(CART, "LOCKED");
    }

    /// T16: the daemon is killed at every step, before and after the records and the policies were written.
    @Test
    void aKillAtAnyStepLeavesALegalState() throws IOException {
        SortedSet<Integer> eventful = new TreeSet<>();
        Set<String> moves = new TreeSet<>();
        for (int at = 1; at < LONG; at++) {
            look().transitions()
                    .forEach(one -> moves.add(one.from().text() + " " + one.to().text()));
            if (!moves.isEmpty()
                    && course.fleet().units().values().stream()
                            .anyMatch(u -> u.entered().equals(now))) {
                eventful.add(at);
            }
        }
        assertThat(moves).as("all of them are tried").hasSizeGreaterThanOrEqualTo(8);
        for (int at : eventful) {
            for (int stage = 0; stage < 3; stage++) {
                killed(at, stage);
            }
        }
    }

    private void killed(int at, int stage) throws IOException {
        clear();
        restart();
        Path before = dir.resolveSibling(dir.getFileName() + "-before");
        lookTimes(at - 1);
        copy(dir, before);
        look();
        forget(stage, before);
        Set<UnitId> locked = lockedInRecords();
        locked.addAll(lockedInTrail());
        restart();
        pods.wished = Map.of();
        look();
        locked.forEach(unit -> assertThat(phase(unit)).isEqualTo("LOCKED"));
        assertThat(course.fleet().units().values())
                .as("on trial without evidence, stage %d, look %d", stage, at)
                .noneMatch(unit -> unit.phase().onTrial());
        look();
        locked.forEach(unit ->
                assertThat(policies())
                        .containsKey(
                                "peerauthentication.default.fairlead-%s.yaml"
                                        .formatted(unit.workload())));
        if (at % 3 == stage) {
            lookUntil(CART, "LOCKED");
            lookUntil(WEB, "LOCKED");
        }
        assertThat(Trail.BEGIN.verify(Files.readAllLines(dir.resolve(FileArchive.TRAIL))))
                .isInstanceOf(Trail.Verdict.Whole.class);
    }

    private Set<UnitId> lockedInRecords() throws IOException {
        Set<UnitId> locked = new TreeSet<>();
        records(dir).units().stream()
                .filter(unit -> unit.phase() instanceof Phase.Locked)
                .forEach(unit -> locked.add(unit.id()));
        return locked;
    }

    /// What was written ahead was done, whatever became of its effect.
    private Set<UnitId> lockedInTrail() throws IOException {
        Set<UnitId> locked = new TreeSet<>();
        for (String line : Files.readAllLines(dir.resolve(FileArchive.TRAIL))) {
            for (UnitId unit : List.of(CART, WEB)) {
                if (line.contains("\"unit\":\"" + unit + "\"")) {
                    locked.remove(unit);
                    if (line.contains("\"to\":\"LOCKED\"")) {
                        locked.add(unit);
                    }
                }
            }
        }
        return locked;
    }

    /// Stage 0: all was written. 1: records, but no policy. 2: the trail only.
    private void forget(int stage, Path before) throws IOException {
        if (stage >= 1) {
            delete(dir.resolve("policies"));
            if (Files.exists(before.resolve("policies"))) {
                copy(before.resolve("policies"), dir.resolve("policies"));
            }
        }
        Records.State then = records(before);
        Records.State now = records(dir);
        if (stage == 1) {
            write(new Records.State(now.units(), then.policies(), now.held(), now.exemptions()));
        } else if (stage == 2) {
            write(then);
        }
    }

    private static Records.State records(Path dir) throws IOException {
        return Records.read(Archive.in(dir).records());
    }

    private void write(Records.State state) throws IOException {
        Archive.in(dir).records(Records.text(state));
    }

    private void clear() throws IOException {
        delete(dir);
        Files.createDirectories(dir);
        pods.wished = Map.of();
        pods.seen.clear();
    }

    private static void copy(Path from, Path to) throws IOException {
        delete(to);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Files.copy(
                        one,
                        to.resolve(from.relativize(one).toString()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void delete(Path from) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(one);
            }
        }
    }
}
