package io.fairlead.migrate.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.migrate.decide.effect.LockPolicies;
import io.fairlead.migrate.decide.effect.LockPolicies.Target;
import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.migrate.decide.plan.Fleet;
import io.fairlead.migrate.decide.plan.UnitRecord;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.Meta;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.mtls.UnitId;
import io.fairlead.model.policy.MtlsMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// I1 to I10 at every step of a random mesh: 100,000 unit steps, by seed; a million in the long form. And that each of
/// them would be noticed if it were broken.
class InvariantsTest {
    private static final long SEED = Long.getLong("seed", 7);
    private static final int STEPS = Integer.getInteger("migrate.steps", 25_000);
    private static final int LYING_STEPS = 50_000;
    private static final String ROOT = "istio-system";
    private static final List<String> APPS = List.of("cart", "web", "store");
    private static final List<String> NAMESPACES = List.of("a", "b");

    @Test
    void theyHoldAtEveryStep() {
        World world = new World(SEED, World.Lie.NONE);
        world.run(STEPS);
        assertThat(world.reached().keySet())
                .as("phases seen, seed " + SEED)
                .contains("LOCKED", "SOAK", "RAMP", "CANARY", "AUDITING", "READY", "BLOCKED")
                .contains("ROLLING_BACK", "COOLDOWN", "HELD", "EXEMPT", "OBSERVING");
    }

    /// A daemon that believes something else than what is true is caught by the invariant that this breaks.
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "PAIRED_AND_SEEN"})
    void aLieIsNoticed(World.Lie lie) {
        World world = new World(SEED, lie);
        assertThatThrownBy(() -> world.run(LYING_STEPS))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("(?s).*\\[" + lie.breaks + ".*");
    }

    /// T26 as a property: who looks from outside locks no port that only says that it is STRICT.
    @Test
    void aPortThatOnlySeemsStrictIsNeverLocked() {
        World world = new World(SEED, World.Lie.PAIRED_AND_SEEN);
        world.run(STEPS / 5);
        assertThat(world.reached()).containsKeys("LOCKED", "SOAK");
    }

    /// I10: whatever people wrote, and whatever is locked, a default changes the mode of no port.
    @Test
    void i10ADefaultChangesNothing() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        int namespaces = 0;
        int meshes = 0;
        for (int i = 0; i < 2_000; i++) {
            SortedMap<String, Target> targets = targets(random);
            Fleet fleet = locked(random, targets);
            List<PeerAuthentication> persons = persons(random);
            Locks bare = new Locks(new LockPolicies(persons, ROOT), targets, ROOT);
            Map<ObjectKey, PeerAuthentication> locks = bare.wanted(fleet, Map.of());
            List<PeerAuthentication> standing = new ArrayList<>(persons);
            locks.values().stream()
                    .filter(one -> !bare.isPromotion(one.key()))
                    .forEach(standing::add);
            standing.sort(MeshObject.OLDEST_FIRST);
            Map<ObjectKey, String> written = new HashMap<>();
            locks.keySet().forEach(key -> written.put(key, "1"));
            Locks then = new Locks(new LockPolicies(standing, ROOT), targets, ROOT);
            List<PeerAuthentication> defaults = new ArrayList<>();
            then.wanted(fleet, written)
                    .forEach((key, policy) -> {
                        if (then.isPromotion(key)) {
                            defaults.add(policy);
                        }
                    });
            List<PeerAuthentication> after = new ArrayList<>(standing);
            after.addAll(defaults);
            after.sort(MeshObject.OLDEST_FIRST);
            assertThat(modes(after, targets.values()))
                    .as("case %d, seed %d: %s beside %s", i, SEED, defaults, standing)
                    .isEqualTo(modes(standing, targets.values()));
            namespaces += defaults.isEmpty() ? 0 : 1;
            meshes += defaults.stream().anyMatch(one -> one.namespace().equals(ROOT)) ? 1 : 0;
        }
        assertThat(namespaces).as("cases with a default").isGreaterThan(20);
        assertThat(meshes).as("cases with one for the mesh").isGreaterThan(5);
    }

    private static SortedMap<UnitId, MtlsMode> modes(
            List<PeerAuthentication> policies, Collection<Target> targets) {
        SortedMap<UnitId, MtlsMode> modes = new TreeMap<>();
        for (Target one : targets) {
            for (int port : one.ports()) {
                modes.put(
                        new UnitId(one.namespace(), one.workload(), port),
                        PeerAuthentication.modes(policies, ROOT, one.namespace(), one.labels())
                                .of(port));
            }
        }
        return modes;
    }

    private static SortedMap<String, Target> targets(RandomGenerator random) {
        SortedMap<String, Target> targets = new TreeMap<>();
        for (String namespace : NAMESPACES) {
            for (String app : APPS.subList(0, 1 + random.nextInt(APPS.size()))) {
                SortedSet<Integer> ports = new TreeSet<>(List.of(80));
                if (random.nextBoolean()) {
                    ports.add(90);
                }
                targets.put(
                        namespace + "/" + app,
                        new Target(namespace, app, Map.of("app", app), ports));
            }
        }
        return targets;
    }

    /// Most ports are locked, else no default would ever be written.
    private static Fleet locked(RandomGenerator random, SortedMap<String, Target> targets) {
        SortedMap<UnitId, UnitRecord> units = new TreeMap<>();
        int open = random.nextInt(8);
        targets.values()
                .forEach(target -> {
                    for (int port : target.ports()) {
                        UnitId id = new UnitId(target.namespace(), target.workload(), port);
                        UnitRecord found = UnitRecord.found(id, Instant.EPOCH);
                        boolean locked = random.nextInt(8) >= open / 2;
                        Phase phase = locked ? new Phase.Locked() : new Phase.Observing();
                        units.put(id, found.back(phase, "it was so", Instant.EPOCH));
                    }
                });
        return new Fleet(units, Instant.EPOCH);
    }

    private static List<PeerAuthentication> persons(RandomGenerator random) {
        Map<ObjectKey, PeerAuthentication> all = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            List<String> places = List.of("a", "b", ROOT);
            String namespace = places.get(random.nextInt(places.size()));
            boolean selects = !namespace.equals(ROOT) && random.nextBoolean();
            MtlsMode[] modes = MtlsMode.values();
            SortedMap<Integer, MtlsMode> ports = new TreeMap<>();
            if (selects && random.nextBoolean()) {
                ports.put(random.nextBoolean() ? 80 : 90, modes[random.nextInt(modes.length)]);
            }
            ObjectKey key =
                    new ObjectKey(
                            "security.istio.io", "PeerAuthentication", namespace, "person-" + i);
            all.put(
                    key,
                    new PeerAuthentication(
                            Meta.of(key),
                            selects
                                    ? Map.of("app", APPS.get(random.nextInt(APPS.size())))
                                    : Map.of(),
                            modes[random.nextInt(modes.length)],
                            ports));
        }
        return List.copyOf(all.values());
    }
}
