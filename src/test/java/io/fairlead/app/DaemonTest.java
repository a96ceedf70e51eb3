package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.push.session.TypeUrl;
import io.grpc.Status;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonTest {

    private static final String CART = "outbound|80||cart.default.svc.cluster.local";

    @TempDir Path config;
    private RunningDaemon daemon;

    @BeforeEach
    void start() throws Exception {
        RunningDaemon.write(config, "cart", Yaml.service("cart", "10.96.0.1", "10.244.0.1"));
        daemon = RunningDaemon.start(config, 100);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void aProxyGetsClustersThenEndpointsThenListeners() throws Exception {
        try (DeltaProxy proxy = daemon.proxy("web", "10.244.0.9")) {
            proxy.until(TypeUrl.ENDPOINT);

            assertThat(proxy.held(TypeUrl.CLUSTER)).containsKeys(CART, "PassthroughCluster");
            assertThat(proxy.held(TypeUrl.LISTENER))
                    .containsKeys("virtualOutbound", "virtualInbound", "0.0.0.0_80");
            assertThat(proxy.endpointsOf(CART)).isEqualTo(1);
        }
    }

    @Test
    void ofTwentyProxiesEachGetsOnlyWhatChanged() throws Exception {
        List<DeltaProxy> proxies = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            proxies.add(daemon.proxy("web-" + i, "10.244.1." + i));
        }
        for (DeltaProxy proxy : proxies) {
            proxy.until(TypeUrl.ENDPOINT);
            proxy.subscribe(TypeUrl.ROUTE, List.of("80"));
            proxy.until(TypeUrl.ROUTE).types();
        }

        daemon.write("cart", Yaml.service("cart", "10.96.0.1", "10.244.0.1", "10.244.0.2"));
        for (DeltaProxy proxy : proxies) {
            assertThat(proxy.until(TypeUrl.ENDPOINT).types())
                    .containsExactly("ClusterLoadAssignment");
            assertThat(proxy.endpointsOf(CART)).isEqualTo(2);
        }
        daemon.write("route", Yaml.route("cart", "3s"));
        for (DeltaProxy proxy : proxies) {
            assertThat(proxy.until(TypeUrl.ROUTE).types()).containsExactly("RouteConfiguration");
            proxy.settle(50);
        }

        assertThat(daemon.get(daemon.monitoringPort(), "/debug/syncz").body())
                .contains("\"quiet\" : true")
                .doesNotContain("\"quiet\" : false");
        assertThat(daemon.get(daemon.monitoringPort(), "/metrics").body())
                .contains("pilot_xds 20.0", "pilot_total_xds_rejects{type=\"eds\"} 0.0")
                .contains("pilot_xds_pushes{type=\"eds\"}")
                .contains("# TYPE pilot_xds_config_size_bytes histogram")
                .contains("istio_build{component=\"pilot\",tag=\"0.1.0\"} 1.0")
                .contains("pilot_push_triggers{type=\"config\"}", "istiod_uptime_seconds ")
                .contains("pilot_total_xds_internal_errors 0.0", "pilot_eds_no_instances 0.0")
                .containsPattern("process_resident_memory_bytes [1-9]")
                .containsPattern("process_cpu_seconds_total [0-9.]*[1-9]")
                .containsPattern("go_memstats_heap_inuse_bytes [1-9]")
                .containsPattern("go_memstats_alloc_bytes_total [1-9]")
                .containsPattern("go_goroutines [1-9]")
                .contains("galley_validation_passed{group=\"\",resource=\"service\"}");
        proxies.forEach(DeltaProxy::close);
    }

    @Test
    void aServiceThatGoesIsTakenFromTheProxy() throws Exception {
        daemon.write("shop", Yaml.service("shop", "10.96.0.2", "10.244.0.7"));
        try (DeltaProxy proxy = daemon.proxy("web", "10.244.0.9")) {
            proxy.until(TypeUrl.ENDPOINT).settle(300);
            String shop = CART.replace("cart", "shop");
            assertThat(proxy.held(TypeUrl.CLUSTER)).containsKey(shop);

            Files.delete(config.resolve("shop.yaml"));
            proxy.until(TypeUrl.CLUSTER);

            assertThat(proxy.held(TypeUrl.CLUSTER)).doesNotContainKey(shop).containsKey(CART);
        }
    }

    @Test
    void aReconnectGetsNothingThatItHas() throws Exception {
        Map<String, String> versions = new java.util.TreeMap<>();
        try (DeltaProxy proxy = daemon.proxy("web", "10.244.0.9")) {
            proxy.until(TypeUrl.ENDPOINT);
            proxy.held(TypeUrl.CLUSTER).forEach((name, r) -> versions.put(name, r.getVersion()));
        }
        try (DeltaProxy again = new DeltaProxy(daemon.xdsPort())) {
            again.send(
                    DeltaProxy.request(TypeUrl.CLUSTER)
                            .setNode(RunningDaemon.node("web", "10.244.0.9"))
                            .putAllInitialResourceVersions(versions)
                            .build());
            again.send(DeltaProxy.request(TypeUrl.LISTENER).build());

            assertThat(again.until(TypeUrl.LISTENER).types()).containsExactly("Listener");
        }
    }

    @Test
    void aRefusalIsShownAndCounted() throws Exception {
        try (DeltaProxy proxy = daemon.proxy("web", "10.244.0.9")) {
            proxy.until(TypeUrl.ENDPOINT).settle(100);
            proxy.refuses();
            daemon.write("cart", Yaml.service("cart", "10.96.0.1", "10.244.0.1", "10.244.0.2"));
            proxy.until(TypeUrl.ENDPOINT).settle(200);

            assertThat(daemon.get(daemon.monitoringPort(), "/debug/problems").body())
                    .contains("rejected-by-proxy", CART);
            assertThat(daemon.get(daemon.monitoringPort(), "/debug/syncz").body())
                    .contains("\"rejected\"");
            assertThat(daemon.get(daemon.monitoringPort(), "/metrics").body())
                    .contains(
                            "pilot_total_xds_rejects{type=\"eds\"} 1.0",
                            "pilot_xds_rejects{type=\"eds\"} 1.0");
        }
    }

    @Test
    void whatIsKnownOfTheProxysPodComesFromTheRegistry() throws Exception {
        try (DeltaProxy proxy = daemon.proxy("cart-1", "10.244.0.1")) {
            proxy.until(TypeUrl.ENDPOINT).settle(200);
            assertThat(proxy.held(TypeUrl.CLUSTER)).doesNotContainKey("inbound|8080||");

            daemon.write("pod", Yaml.pod("cart-1", "10.244.0.1", "cart"));
            proxy.until(TypeUrl.CLUSTER);

            assertThat(proxy.held(TypeUrl.CLUSTER)).containsKey("inbound|8080||");
        }
    }

    @Test
    void aStreamThatDoesNotSayWhoItIsEnds() throws Exception {
        try (DeltaProxy proxy = new DeltaProxy(daemon.xdsPort())) {
            proxy.send(DeltaProxy.request(TypeUrl.CLUSTER).build());

            Status ended = proxy.ended();
            assertThat(ended.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(ended.getDescription()).isEqualTo("missing node information");
        }
    }

    @Test
    void debugPagesAnswerCallersOnThisMachine() throws Exception {
        try (DeltaProxy proxy = daemon.proxy("web", "10.244.0.9")) {
            proxy.until(TypeUrl.ENDPOINT).settle(100);

            assertThat(daemon.get(daemon.httpPort(), "/ready").statusCode()).isEqualTo(200);
            assertThat(daemon.get(daemon.monitoringPort(), "/version").body()).contains("0.1.0");
            assertThat(daemon.get(daemon.monitoringPort(), "/debug/endpointz").body())
                    .contains("10.244.0.1");
            assertThat(daemon.get(daemon.monitoringPort(), "/debug/config_dump").statusCode())
                    .isEqualTo(400);
            assertThat(
                            daemon.get(
                                            daemon.monitoringPort(),
                                            "/debug/config_dump?proxyID=web.default")
                                    .body())
                    .contains("envoy.admin.v3.ClustersConfigDump", CART, "dynamic_listeners");
            assertThat(
                            daemon.get(
                                            daemon.monitoringPort(),
                                            "/debug/config_dump?proxyID=no.default")
                                    .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void commandsShowWhatAProxyWasSentAndWhetherItTookIt() throws Exception {
        try (DeltaProxy proxy = daemon.proxy("web", "10.244.0.9")) {
            proxy.until(TypeUrl.ENDPOINT).settle(100);

            assertThat(command("proxy-status", "web"))
                    .containsPattern("web\\.default +\\S+ +SYNCED +SYNCED +SYNCED ")
                    .endsWith("0");
            assertThat(command("proxy-config", "cluster", "web.default", "--port", "80"))
                    .containsPattern("cart\\.default\\.svc\\.cluster\\.local +80 +- +outbound +EDS")
                    .endsWith("0");
            assertThat(command("proxy-config", "endpoint", "web", "--address", "10.244.0.1"))
                    .contains(CART)
                    .endsWith("0");
            assertThat(command("proxy-config", "listener", "web", "--port", "15006"))
                    .contains("15006")
                    .endsWith("0");
            assertThat(command("pc", "routes", "no"))
                    .contains("no proxy no is connected to this daemon")
                    .endsWith("1");
        }
    }

    private String command(String... line) {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        String[] whole =
                Stream.concat(
                                Arrays.stream(line),
                                Stream.of("--daemon", "127.0.0.1:" + daemon.monitoringPort()))
                        .toArray(String[]::new);
        int status = Main.commandLine().setOut(writer).setErr(writer).execute(whole);
        return text.toString() + status;
    }
}
