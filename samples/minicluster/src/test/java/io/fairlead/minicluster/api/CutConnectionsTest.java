package io.fairlead.minicluster.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fairlead.minicluster.Until;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Java's clients whose connections are cut at random: informers miss nothing. They watch over HTTP, as the daemon and the
/// cluster's parts do: over WebSocket an informer of that client stops for good now and then, and no further cut wakes it
/// (`docs/MINICLUSTER.md`).
class CutConnectionsTest {

    private static final long SEED = Long.getLong("seed", 20_261_128);
    private static final Duration LASTS = Duration.ofSeconds(Long.getLong("cuts.seconds", 5));
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int INFORMERS = 4;
    private static final int NAMES = 20;
    private static final int AROUND = 5;
    private static final String SPACE = "default";

    @TempDir private Path dir;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Random random = new Random(SEED);
    private @Nullable ApiCore core;
    private @Nullable KubernetesClient direct;

    @BeforeEach
    void start() throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        core = opened(ApiCore.start(dir.resolve("state"), any, Map.of()));
        direct = client(core.port());
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void informersHearOfEveryChangeOnceAndInOrder() throws Exception {
        CuttingProxy proxy = opened(new CuttingProxy(requireNonNull(core).port()));
        List<Heard> heard = new ArrayList<>();
        List<SharedIndexInformer<ConfigMap>> informers = new ArrayList<>();
        for (int i = 0; i < INFORMERS; i++) {
            Heard own = new Heard(Collections.synchronizedList(new ArrayList<>()));
            heard.add(own);
            informers.add(opened(client(proxy.port()).configMaps().inNamespace(SPACE).inform(own)));
        }
        List<String> written = new ArrayList<>();
        Map<String, Integer> there = new TreeMap<>();
        int cuts = 0;
        long end = System.nanoTime() + LASTS.toNanos();
        for (int number = 0; System.nanoTime() < end; number++) {
            written.add(write("map-" + random.nextInt(NAMES), number, there));
            if (random.nextInt(20) == 0 && proxy.cutOne(random)) {
                cuts++;
            }
        }
        assertThat(cuts).as("connections that were cut").isPositive();
        for (int i = 0; i < INFORMERS; i++) {
            Heard own = heard.get(i);
            cutUntil(proxy, () -> own.said.size() >= written.size());
            assertThat(difference(own.said, written))
                    .as(
                            "seed %d, informer %d, watching: %s, %d of %d heard after %d cuts",
                            SEED,
                            i,
                            informers.get(i).isWatching(),
                            own.said.size(),
                            written.size(),
                            cuts)
                    .isEmpty();
            assertThat(versions(informers.get(i).getStore().list()))
                    .isEqualTo(versions(maps().list().getItems()));
        }
    }

    /// Where the two first differ, with what stands around it: of long lists nobody would see that. Empty where they
    /// are alike.
    private static String difference(List<String> heard, List<String> written) {
        List<String> all = List.copyOf(heard);
        int first = 0;
        int both = Math.min(all.size(), written.size());
        while (first < both && all.get(first).equals(written.get(first))) {
            first++;
        }
        return first == all.size() && first == written.size()
                ? ""
                : "at %d: heard %s where %s was written"
                        .formatted(first, around(all, first), around(written, first));
    }

    private static List<String> around(List<String> all, int index) {
        return all.subList(Math.max(0, index - AROUND), Math.min(all.size(), index + AROUND));
    }

    /// Goes on cutting, all and seldom, until it is so or the time is over: a client that lost its hold on a connection
    /// without seeing it end hears of it by the next cut.
    private void cutUntil(CuttingProxy proxy, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + WAIT_MAX.toNanos();
        while (!Until.held(PAUSE, condition) && System.nanoTime() < end) {
            proxy.partition(true);
            proxy.partition(false);
        }
    }

    /// What one informer was told.
    private record Heard(List<String> said) implements ResourceEventHandler<ConfigMap> {

        @Override
        public void onAdd(ConfigMap map) {
            said.add("ADDED " + shown(map));
        }

        @Override
        public void onUpdate(ConfigMap old, ConfigMap map) {
            said.add("MODIFIED " + shown(map));
        }

        @Override
        public void onDelete(ConfigMap map, boolean unknown) {
            said.add("DELETED " + shown(map));
        }

        private static String shown(ConfigMap map) {
            return map.getMetadata().getName() + " " + map.getData().get("number");
        }
    }

    /// Creates, changes or deletes it.
    ///
    /// @return what informers should say
    private String write(String name, int number, Map<String, Integer> there) {
        @Nullable Integer before = there.get(name);
        if (before != null && random.nextInt(3) == 0) {
            List<?> _ = maps().withName(name).delete();
            there.remove(name);
            return "DELETED %s %d".formatted(name, before);
        }
        there.put(name, number);
        var map =
                maps().resource(
                                new ConfigMapBuilder()
                                        .withNewMetadata()
                                        .withName(name)
                                        .endMetadata()
                                        .addToData("number", "" + number)
                                        .build());
        ConfigMap _ = before == null ? map.create() : map.update();
        return "%s %s %d".formatted(before == null ? "ADDED" : "MODIFIED", name, number);
    }

    private static Map<String, String> versions(List<ConfigMap> maps) {
        return maps.stream()
                .collect(
                        Collectors.toMap(
                                map -> map.getMetadata().getName(),
                                map -> map.getMetadata().getResourceVersion()));
    }

    private NonNamespaceOperation<ConfigMap, ConfigMapList, Resource<ConfigMap>> maps() {
        return requireNonNull(direct).configMaps().inNamespace(SPACE);
    }

    private KubernetesClient client(int port) {
        Config config = Config.fromKubeconfig(requireNonNull(core).kubeconfig().toFile());
        config.setMasterUrl("https://127.0.0.1:" + port);
        config.setWatchReconnectInterval(50);
        config.setOnlyHttpWatches(true);
        return opened(new KubernetesClientBuilder().withConfig(config).build());
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }
}
