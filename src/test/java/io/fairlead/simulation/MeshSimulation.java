package io.fairlead.simulation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.snapshot.Change;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.model.snapshot.MeshStep;
import io.fairlead.push.cache.Pusher;
import io.fairlead.push.cache.Seats;
import io.fairlead.push.node.Proxy;
import io.fairlead.push.session.Rejection;
import io.fairlead.push.session.Resource;
import io.fairlead.push.session.Resources;
import io.fairlead.push.session.Target;
import io.fairlead.push.session.TypeUrl;
import io.fairlead.push.session.Watch;
import io.fairlead.snapshot.Debounce;
import io.fairlead.snapshot.SnapshotLoop;
import io.fairlead.testing.FakeClock;
import io.fairlead.translate.RandomMesh;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A whole daemon without threads, sockets and clock, some proxies, and a bad network, all driven by one seed.
///
/// Real are [SnapshotLoop], [Pusher], all of translation, and a session for each stream. A message that is lost takes its
/// stream with it, as on TCP; the client connects again.
final class MeshSimulation {
    private static final int PROXIES = 4;
    private static final int STEPS = 250;
    private static final Debounce DEBOUNCE = Debounce.DEFAULT;
    private static final Duration HOLD_MAX = Duration.ofSeconds(5);

    /// A pass of time for each of what may be waited for: clusters, and the rounds of a change of mutual TLS, of which a
    /// second may follow on the first.
    private static final int PATIENCE = 8;

    private final SplittableRandom random;
    private final boolean refusing;
    private final FakeClock clock = new FakeClock();
    private final RandomMesh mesh;
    private final List<Change> allChanges = new ArrayList<>();
    private final List<Change> batch = new ArrayList<>();
    private final List<Proxy> proxies = new ArrayList<>();
    private final List<PureClient> clients = new ArrayList<>();
    private final List<@Nullable Link> links = new ArrayList<>();
    private final Pusher pusher;
    private final SnapshotLoop snapshots;
    private long batchSince;
    private long version;

    MeshSimulation(long seed) {
        this.random = new SplittableRandom(seed);
        this.refusing = random.nextInt(3) > 0;
        this.mesh = new RandomMesh(random.split());
        this.pusher = new Pusher(clock, MeshSimulation::fault, "run", _ -> {});
        this.snapshots =
                new SnapshotLoop(clock, DEBOUNCE, MeshSimulation::fault, List.of(pusher), _ -> {});
        int taste = random.nextInt();
        Predicate<Resource> dislikes =
                r -> refusing && Objects.hash(r.name(), r.version(), taste) % 25 == 0;
        for (int i = 0; i < PROXIES; i++) {
            proxies.add(proxy(i));
            clients.add(new PureClient(i % 2 == 0, dislikes));
            links.add(null);
        }
    }

    private static void fault(String where, Throwable cause) {
        throw new AssertionError("a fault in " + where, cause);
    }

    private static Proxy proxy(int i) {
        String namespace = i < 2 ? "a" : "b";
        return new Proxy(
                Proxy.Type.SIDECAR,
                "p" + i + "." + namespace,
                List.of("10.0.0." + (i + 1)),
                namespace,
                namespace + ".svc.cluster.local",
                Map.of("v", "1"),
                List.of(),
                "",
                "",
                "",
                i == 0 ? List.of(Proxy.HOSTS_APART) : List.of(),
                true,
                "");
    }

    void run() throws InterruptedException {
        snapshots.fold(List.of());
        for (int i = 0; i < STEPS; i++) {
            step();
            assertThat(snapshots.current().version()).isGreaterThanOrEqualTo(version);
            version = snapshots.current().version();
        }
        settle();
        everyBatchingGivesThis();
        for (int i = 0; i < PROXIES; i++) {
            hasWhatItDidNotRefuse(i);
        }
        for (int i = 0; i < PROXIES; i++) {
            clients.get(i).likesEverything();
            disconnect(i);
        }
        settle();
        for (int i = 0; i < PROXIES; i++) {
            hasExactlyTheLatest(i);
        }
    }

    private void step() throws InterruptedException {
        int one = random.nextInt(PROXIES);
        Link link = links.get(one);
        switch (random.nextInt(12)) {
            case 0 -> change();
            case 1 -> pass(Duration.ofMillis(random.nextInt(8)));
            case 2 -> pusher.step();
            case 3 -> mishap(one);
            default -> {
                if (link == null) {
                    connect(one);
                } else {
                    network(link);
                }
            }
        }
    }

    private void network(Link link) throws InterruptedException {
        switch (random.nextInt(3)) {
            case 0 -> link.deliverRequest();
            case 1 -> link.deliverAnswer();
            default -> link.turn(clock.now(), random.nextInt(4));
        }
    }

    /// Seldom: the stream breaks with all that is on its way, or nothing happens for long.
    private void mishap(int one) {
        switch (random.nextInt(8)) {
            case 0 -> disconnect(one);
            case 1 -> pass(HOLD_MAX);
            default -> {
                // Most of the time nothing does.
            }
        }
    }

    private void change() {
        List<Change> changes = mesh.changes();
        if (batch.isEmpty()) {
            batchSince = clock.nanos();
        }
        allChanges.addAll(changes);
        batch.addAll(changes);
    }

    private void pass(Duration time) {
        clock.pass(time);
        Duration waited = Duration.ofNanos(clock.nanos() - batchSince);
        boolean quiet = time.compareTo(DEBOUNCE.wait(waited)) >= 0;
        if (!batch.isEmpty() && quiet) {
            fold();
        }
    }

    private void fold() {
        snapshots.fold(List.copyOf(batch));
        batch.clear();
    }

    private void connect(int i) {
        Link link = new Link(clients.get(i), proxies.get(i), random);
        links.set(i, link);
        pusher.join(link.member());
    }

    private void disconnect(int i) {
        Link link = links.set(i, null);
        if (link != null) {
            pusher.leave(link.member());
        }
    }

    /// Nothing new happens, and all that is on its way arrives.
    private void settle() throws InterruptedException {
        fold();
        for (int i = 0; i < PROXIES; i++) {
            if (links.get(i) == null) {
                connect(i);
            }
        }
        for (int patience = 0; patience < PATIENCE; patience++) {
            boolean busy = true;
            for (int round = 0; busy; round++) {
                assertThat(round).as("it never becomes quiet").isLessThan(20_000);
                pusher.step();
                busy = false;
                for (Link each : links) {
                    Link link = requireNonNull(each);
                    link.deliverRequest();
                    link.turn(clock.now(), 8);
                    link.deliverAnswer();
                    busy |= link.isBusy();
                }
            }
            clock.pass(HOLD_MAX);
        }
    }

    private void everyBatchingGivesThis() {
        MeshSnapshot atOnce = MeshStep.from(MeshSnapshot.EMPTY, allChanges).snapshot();
        assertThat(snapshots.current().withVersion(0)).isEqualTo(atOnce.withVersion(0));
    }

    /// What this proxy should have, translated from nothing.
    private Target latest(int i) {
        Seats<String> fresh = new Seats<>(String::valueOf);
        fresh.step(Set.of(), snapshots.current(), true);
        return fresh.join("fresh", proxies.get(i));
    }

    private void hasExactlyTheLatest(int i) {
        Target latest = latest(i);
        PureClient client = clients.get(i);
        assertThat(requireNonNull(links.get(i)).session().isQuiet())
                .as("proxy %d is quiet", i)
                .isTrue();
        for (TypeUrl type : PureClient.TYPES) {
            Map<String, String> expected = new TreeMap<>();
            if (type.isReferenced()) {
                client.wanted(type)
                        .forEach(name -> expected.put(name, orEmpty(latest.of(type), name)));
            } else {
                latest.of(type).all().forEach(r -> expected.put(r.name(), r.version()));
            }
            Map<String, String> actual = new TreeMap<>();
            client.held(type).forEach((name, r) -> actual.put(name, r.version()));
            assertThat(actual).as("proxy %d, %s", i, type.shortName()).isEqualTo(expected);
        }
    }

    /// Refusals may keep back what is gone, and nothing else.
    private void hasWhatItDidNotRefuse(int i) {
        Target latest = latest(i);
        PureClient client = clients.get(i);
        for (Watch watch : requireNonNull(links.get(i)).session().watches().values()) {
            Map<String, Rejection> rejected = watch.rejected();
            if (rejected.containsKey("*")) {
                continue;
            }
            if (!watch.type().isReferenced()) {
                assertThat(client.held(watch.type()).keySet())
                        .as("proxy %d, %s that is gone", i, watch.type().shortName())
                        .allMatch(name ->
                                latest.of(watch.type()).has(name)
                                        || watch.leaving().containsKey(name)
                                        || watch.sent().has(name));
            }
            for (Resource resource : latest.of(watch.type()).all()) {
                String name = resource.name();
                if (watch.wanted().covers(name) && !rejected.containsKey(name)) {
                    assertThat(client.held(watch.type()))
                            .as("proxy %d, %s %s", i, watch.type().shortName(), name)
                            .containsKey(name)
                            .extractingByKey(name)
                            .extracting(Resource::version)
                            .isEqualTo(resource.version());
                }
            }
        }
        if (!refusing) {
            hasExactlyTheLatest(i);
        }
    }

    private static String orEmpty(Resources resources, String name) {
        Resource resource = resources.get(name);
        return resource == null ? "empty" : resource.version();
    }
}
