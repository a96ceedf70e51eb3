package io.fairlead.push.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.model.snapshot.MeshStep;
import io.fairlead.push.node.Proxy;
import io.fairlead.push.session.Resource;
import io.fairlead.push.session.Resources;
import io.fairlead.push.session.Target;
import io.fairlead.push.session.TypeUrl;
import io.fairlead.translate.RandomMesh;
import io.fairlead.translate.input.InputKey;
import io.fairlead.translate.input.ResourceType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
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
                "fairlead",
                List.of(extensions),
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
