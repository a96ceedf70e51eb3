package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.push.session.TypeUrl;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A daemon that starts while its configuration is out of sight doesn't know the mesh. It must not say that there is
/// none.
@Timeout(120)
class MissingConfigurationTest {

    private static final String CART = "outbound|80||cart.default.svc.cluster.local";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir Path top;

    @Test
    void aMeshThatWorksIsNotEmptied() throws Exception {
        Path config = Files.createDirectory(top.resolve("config"));
        RunningDaemon.write(config, "cart", Yaml.service("cart", "10.96.0.1", "10.244.0.1"));
        Map<String, String> versions = new TreeMap<>();
        try (RunningDaemon daemon = RunningDaemon.start(config, 100);
                DeltaProxy proxy = daemon.proxy("web", "10.244.0.9")) {
            proxy.until(TypeUrl.ENDPOINT);
            proxy.held(TypeUrl.CLUSTER).forEach((name, r) -> versions.put(name, r.getVersion()));
        }
        assertThat(versions).containsKey(CART);
        Path elsewhere = Files.move(config, top.resolve("elsewhere"));

        try (RunningDaemon daemon = RunningDaemon.launch(config, 100)) {
            assertThat(problems(daemon, "missing-directory"))
                    .contains("and until then no proxy is served: what it has stays in force");
            assertThat(daemon.get(daemon.httpPort(), "/ready").statusCode()).isEqualTo(503);
            try (DeltaProxy refused = daemon.proxy("web", "10.244.0.9")) {
                Status ended = refused.ended();
                assertThat(ended.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(ended.getDescription()).contains("no configuration yet");
            }

            Files.move(elsewhere, config);
            daemon.awaitReady();
            assertThat(daemon.get(daemon.httpPort(), "/ready").statusCode()).isEqualTo(200);
            try (DeltaProxy again = new DeltaProxy(daemon.xdsPort())) {
                again.send(
                        DeltaProxy.request(TypeUrl.CLUSTER)
                                .setNode(RunningDaemon.node("web", "10.244.0.9"))
                                .putAllInitialResourceVersions(versions)
                                .build());
                again.send(DeltaProxy.request(TypeUrl.LISTENER).build());
                // Nothing about clusters: they are as the proxy holds them.
                assertThat(again.until(TypeUrl.LISTENER).types()).containsExactly("Listener");
            }
        }
    }

    @Test
    void aDirectoryThatIsThereAndEmptyIsAnEmptyMesh() throws Exception {
        try (RunningDaemon daemon = RunningDaemon.start(top, 100);
                DeltaProxy proxy = daemon.proxy("web", "10.244.0.9")) {
            proxy.until(TypeUrl.LISTENER);
            assertThat(proxy.held(TypeUrl.CLUSTER)).doesNotContainKey(CART);
            assertThat(problems(daemon, "empty-configuration"))
                    .contains("proxies are told of a mesh without services");

            RunningDaemon.write(top, "cart", Yaml.service("cart", "10.96.0.1", "10.244.0.1"));
            proxy.until(TypeUrl.ENDPOINT);
            assertThat(daemon.get(daemon.monitoringPort(), "/debug/problems").body())
                    .doesNotContain("empty-configuration");
        }
    }

    private static String problems(RunningDaemon daemon, String code) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String body = "";
        while (!body.contains(code) && System.nanoTime() < end) {
            body = daemon.get(daemon.monitoringPort(), "/debug/problems").body();
            LockSupport.parkNanos(10_000_000);
        }
        return body;
    }
}
