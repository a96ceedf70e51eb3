package io.fairlead.minicluster.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fairlead.minicluster.Until;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Candidates whose connections are cut at random: never do two lead, and always one does again.
class CutLeadersIT {

    private static final long SEED = Long.getLong("seed", 20_261_128);
    private static final Duration LASTS = Duration.ofSeconds(Long.getLong("cuts.seconds", 5));
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);
    private static final String SPACE = "default";

    @TempDir private Path dir;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Random random = new Random(SEED);
    private @Nullable ApiCore core;

    @BeforeEach
    void start() throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        core = opened(ApiCore.start(dir.resolve("state"), any, Map.of()));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void neverDoTwoLeadAndAlwaysOneDoesAgain() throws Exception {
        Map<String, CuttingProxy> candidates = new TreeMap<>();
        Set<String> leading = ConcurrentHashMap.newKeySet();
        List<String> wrong = new CopyOnWriteArrayList<>();
        for (String name : List.of("ann", "bob", "cid")) {
            CuttingProxy proxy = opened(new CuttingProxy(requireNonNull(core).port()));
            candidates.put(name, proxy);
            Candidate candidate = new Candidate(name, leading, wrong);
            opened(candidate.runFor(client(proxy.port())));
        }
        long end = System.nanoTime() + LASTS.toNanos();
        int changes = 0;
        do {
            Until.holds("one leads", WAIT_MAX, () -> leading.size() == 1);
            String leader = List.copyOf(leading).getFirst();
            CuttingProxy proxy = requireNonNull(candidates.get(leader));
            // It may survive single cuts, but not that nothing passes.
            for (int i = random.nextInt(5); i > 0; i--) {
                proxy.cutOne(random);
            }
            proxy.partition(true);
            Until.holds("it leads no more", WAIT_MAX, () -> !leading.contains(leader));
            Until.holds("another leads", WAIT_MAX, () -> !leading.isEmpty());
            proxy.partition(false);
            changes++;
        } while (System.nanoTime() < end);
        assertThat(changes).isPositive();
        assertThat(wrong).as("seed %d", SEED).isEmpty();
    }

    /// One that would lead, and would again when it leads no more.
    private record Candidate(String name, Set<String> leading, List<String> wrong) {

        AutoCloseable runFor(KubernetesClient client) {
            ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
            Future<?> _ =
                    thread.submit(() -> {
                        while (!thread.isShutdown()) {
                            client.leaderElector().withConfig(config()).build().run();
                        }
                    });
            return thread::shutdownNow;
        }

        private LeaderElectionConfig config() {
            return new LeaderElectionConfigBuilder()
                    .withName("captain")
                    .withLock(new LeaseLock(SPACE, "captain", name))
                    .withLeaseDuration(Duration.ofSeconds(4))
                    .withRenewDeadline(Duration.ofSeconds(2))
                    .withRetryPeriod(Duration.ofMillis(200))
                    .withLeaderCallbacks(new LeaderCallbacks(this::begin, this::end, _ -> {}))
                    .build();
        }

        private void begin() {
            leading.add(name);
            List<String> now = List.copyOf(leading);
            if (now.size() > 1) {
                wrong.add(now + " lead at once");
            }
        }

        private void end() {
            leading.remove(name);
        }
    }

    private KubernetesClient client(int port) {
        Config config = Config.fromKubeconfig(requireNonNull(core).kubeconfig().toFile());
        config.setMasterUrl("https://127.0.0.1:" + port);
        // Else a request that fails is sent again behind the elector's back, far beyond its
        // deadline.
        config.setRequestRetryBackoffLimit(0);
        config.setRequestTimeout(1_000);
        return opened(new KubernetesClientBuilder().withConfig(config).build());
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }
}
