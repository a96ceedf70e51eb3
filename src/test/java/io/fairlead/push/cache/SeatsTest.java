package io.fairlead.push.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.model.snapshot.MeshStep;
import io.fairlead.push.node.Proxy;
import io.fairlead.push.session.Resource;
import io.fairlead.push.session.Resources;
import io.fairlead.push.session.Target;
import io.fairlead.push.session.TypeUrl;
import io.fairlead.testing.Meshes;
import io.fairlead.translate.RandomMesh;
import io.fairlead.translate.input.InputKey;
import io.fairlead.translate.input.ResourceType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whoever sits through many steps should have what somebody should have who comes after the last one, and gets there
/// by what each step is said to change.
class SeatsTest {
    private static final int STEPS = 60;
    private static final List<Proxy> PROXIES =
            List.of(
                    proxy("p1", "a", "10.0.0.1"),
                    proxy("p2", "a", "10.0.0.2", Proxy.HOSTS_APART),
                    proxy("p3", "b", "10.0.0.9"));

    private static Proxy proxy(String name, String namespace, String ip, String... extensions) {
        return proxy(name, namespace, ip, "fairlead", List.of(extensions));
    }

    private static Proxy proxy(
            String name, String namespace, String ip, String agent, List<String> extensions) {
        return new Proxy(
                Proxy.Type.SIDECAR,
                name + "." + namespace,
                List.of(ip),
                namespace,
                namespace + ".svc.cluster.local",
                Map.of("app", "s0", "v", "1"),
                List.of(),
                "1.0.0",
                "Kubernetes",
                agent,
                extensions,
                true,
                "");
    }

    /// `-Dseeds=1000` looks further.
    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("seeds", 12));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aStepChangesWhatItSays(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RandomMesh mesh = new RandomMesh(random);
        MeshSnapshot snapshot = MeshSnapshot.EMPTY;
        Seats<Proxy> seats = new Seats<>(String::valueOf);
        Map<Proxy, Target> targets = new HashMap<>();
        Map<Proxy, Client> clients = new HashMap<>();
        for (Proxy proxy : PROXIES) {
            targets.put(proxy, seats.join(proxy, proxy));
            clients.put(proxy, new Client());
        }
        for (int i = 0; i < STEPS; i++) {
            MeshStep step = MeshStep.from(snapshot, mesh.changes());
            snapshot = step.snapshot();
            seats.step(InputKey.changed(step.delta(), snapshot.mesh()), snapshot, true)
                    .forEach(moved -> targets.put(moved.member(), moved.target()));
            while (seats.isHandingOver()) {
                seats.handOver().forEach(moved -> targets.put(moved.member(), moved.target()));
            }
            Seats<Proxy> late = new Seats<>(String::valueOf);
            late.step(Set.of(), snapshot, true);
            for (Proxy proxy : PROXIES) {
                Target fresh = late.join(proxy, proxy);
                Target target = Objects.requireNonNull(targets.get(proxy));
                Client client = Objects.requireNonNull(clients.get(proxy));
                for (ResourceType type : ResourceType.values()) {
                    TypeUrl url = ClassState.url(type);
                    assertThat(target.of(url).all())
                            .as("seed %d, step %d, %s of %s", seed, i, type, proxy.id())
                            .isEqualTo(fresh.of(url).all());
                }
                if (random.nextInt(3) > 0) {
                    client.take(target);
                    client.check(fresh, "seed %d, step %d".formatted(seed, i));
                }
            }
        }
    }

    /// A port of one pod tries STRICT: its Envoy gets another listener, its twin and a sidecar of ours keep theirs.
    @Test
    void aTrialIsOfOnePodAndOfOnePort() {
        MeshSnapshot mesh = Meshes.of();
        Seats<Proxy> seats = new Seats<>(String::valueOf);
        seats.step(Set.of(), mesh, true);
        Proxy envoy = proxy("p1", "a", "10.0.0.1", "envoy", List.of());
        Proxy twin = proxy("p2", "a", "10.0.0.2", "envoy", List.of());
        Proxy ours = proxy("p3", "a", "10.0.0.3", "fairlead", List.of());
        Target before = seats.join(envoy, envoy);
        seats.join(twin, twin);
        seats.join(ours, ours);
        Map<PodRef, SortedSet<Integer>> trial =
                Map.of(
                        new PodRef("a", "p1"), new TreeSet<>(Set.of(8080)),
                        new PodRef("a", "p3"), new TreeSet<>(Set.of(8080)));
        List<Seats.Moved<Proxy>> moved = seats.trials(trial);
        assertThat(moved).extracting(Seats.Moved::member).containsExactly(envoy);
        TypeUrl listeners = ClassState.url(ResourceType.LISTENER);
        assertThat(moved.getFirst().target().of(listeners).all())
                .isNotEqualTo(before.of(listeners).all());
        assertThat(seats.trials(trial)).as("the same again").isEmpty();
        seats.step(Set.of(), mesh, true);
        assertThat(seats.trials(Map.of()))
                .singleElement()
                .satisfies(back ->
                        assertThat(back.target().of(listeners).all())
                                .isEqualTo(before.of(listeners).all()));
    }

    /// Keeps what it is told; it may miss targets in between.
    private static final class Client {
        private final Map<ResourceType, Map<String, Resource>> has = new HashMap<>();
        private final Map<ResourceType, Resources> sent = new HashMap<>();

        void take(Target target) {
            for (ResourceType type : ResourceType.values()) {
                Resources next = target.of(ClassState.url(type));
                Map<String, Resource> mine = has.computeIfAbsent(type, _ -> new HashMap<>());
                Resources.Difference difference =
                        next.since(sent.getOrDefault(type, Resources.NONE));
                difference.removed().forEach(mine::remove);
                difference.changed().forEach(resource -> mine.put(resource.name(), resource));
                sent.put(type, next);
            }
        }

        void check(Target fresh, String where) {
            for (ResourceType type : ResourceType.values()) {
                Map<String, Resource> should = new HashMap<>();
                fresh.of(ClassState.url(type)).all().forEach(r -> should.put(r.name(), r));
                assertThat(has.get(type)).as("%s, %s", where, type).isEqualTo(should);
            }
        }
    }
}
