package io.fairlead.minicluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fairlead.minicluster.api.admit.RawClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client of Java as it is without settings, which would rather watch over WebSocket.
class WatchersTest {

    private static final int WATCHES = 12;
    private static final int CHANGES = 4;
    private static final int SECONDS_MAX = 30;
    private static final String NUMBER = "number";

    @TempDir private Path dir;

    @Test
    void eachWatchHearsOfTheLastChange() throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (ApiCore core = ApiCore.start(dir.resolve("state"), any, Map.of());
                KubernetesClient client =
                        new KubernetesClientBuilder()
                                .withConfig(Config.fromKubeconfig(core.kubeconfig().toFile()))
                                .build();
                ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < WATCHES; i++) {
                Resource<ConfigMap> one =
                        client.configMaps().inNamespace("default").withName("one-" + i);
                Future<ConfigMap> written = writers.submit(changes(client, "one-" + i));
                ConfigMap last =
                        one.waitUntilCondition(
                                map -> map != null && number(map).equals("" + CHANGES),
                                SECONDS_MAX,
                                TimeUnit.SECONDS);
                assertThat(number(last)).isEqualTo(number(written.get()));
            }
        }
    }

    @Test
    void overWebSocketEachEventIsAMessage() throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (ApiCore core = ApiCore.start(dir.resolve("state"), any, Map.of());
                KubernetesClient writer =
                        new KubernetesClientBuilder()
                                .withConfig(Config.fromKubeconfig(core.kubeconfig().toFile()))
                                .build();
                RawClient client = new RawClient(core.kubeconfig())) {
            changes(writer, "one").call();
            String maps = "/api/v1/namespaces/default/configmaps?watch=true&resourceVersion=";
            List<String> heard = client.messages(maps + "1", CHANGES);
            assertThat(heard.getFirst()).startsWith("{\"type\":\"ADDED\"");
            assertThat(heard.getLast())
                    .startsWith("{\"type\":\"MODIFIED\"")
                    .contains("\"number\":\"%d\"".formatted(CHANGES))
                    .doesNotContain("\n");
        }
    }

    /// A client that has no more of a kind than its metadata knows no other kind, of marks neither.
    @Test
    void aWatchOfMetadataHasNothingElse() throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (ApiCore core = ApiCore.start(dir.resolve("state"), any, Map.of());
                KubernetesClient writer =
                        new KubernetesClientBuilder()
                                .withConfig(Config.fromKubeconfig(core.kubeconfig().toFile()))
                                .build();
                RawClient client = new RawClient(core.kubeconfig())) {
            String maps = "/api/v1/namespaces/default/configmaps?watch=true";
            changes(writer, "one").call();
            String initial =
                    "&sendInitialEvents=true&allowWatchBookmarks=true"
                            + "&resourceVersionMatch=NotOlderThan";
            String form = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
            List<String> heard = client.messages(maps + initial, form, 2);
            assertThat(heard)
                    .allMatch(event -> event.contains("\"kind\":\"PartialObjectMetadata\""))
                    .noneMatch(event -> event.contains("\"data\""));
            assertThat(heard.getLast())
                    .startsWith("{\"type\":\"BOOKMARK\"")
                    .contains("\"k8s.io/initial-events-end\":\"true\"");
        }
    }

    private static Callable<ConfigMap> changes(KubernetesClient client, String name) {
        return () -> {
            ConfigMap map = map(name, 1);
            ConfigMap last = client.configMaps().inNamespace("default").resource(map).create();
            for (int i = 2; i <= CHANGES; i++) {
                last = client.configMaps().inNamespace("default").resource(map(name, i)).update();
            }
            return last;
        };
    }

    private static ConfigMap map(String name, int number) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .addToData(NUMBER, "" + number)
                .build();
    }

    private static String number(ConfigMap map) {
        return map.getData().getOrDefault(NUMBER, "");
    }
}
