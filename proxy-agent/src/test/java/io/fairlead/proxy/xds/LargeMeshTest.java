package io.fairlead.proxy.xds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.fairlead.proxy.xds.subscribe.ResourceType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The sidecar's own process, with the flags that it has in a pod, fed more than it is made for: it takes what it can,
/// refuses the rest with the reason, and lives on.
@Timeout(180)
class LargeMeshTest {
    private static final int SERVICES = 10_000;
    private static final int BATCH = 500;

    @TempDir private Path dir;
    private AdsServer server;
    private Process sidecar;
    private int sent;

    @BeforeEach
    void start() throws Exception {
        server = new AdsServer(true);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Files.readAllLines(Path.of("jvm.options")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(command::add);
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.fairlead.proxy.bootstrap.Main",
                        "proxy",
                        "sidecar"));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.put("POD_NAME", "large-mesh");
        environment.put("INSTANCE_IP", "127.0.0.1");
        environment.put(
                "PROXY_CONFIG",
                """
                {"discoveryAddress": "127.0.0.1:%d", "controlPlaneAuthPolicy": "NONE", "concurrency": 1,
                 "proxyAdminPort": %d, "statusPort": %d, "terminationDrainDuration": "100ms"}
                """
                        .formatted(server.port(), free(), free()));
        environment.put("ISTIO_META_ENVOY_STATUS_PORT", Integer.toString(free()));
        environment.put("ISTIO_META_ENVOY_PROMETHEUS_PORT", Integer.toString(free()));
        sidecar =
                builder.redirectErrorStream(true)
                        .redirectOutput(dir.resolve("log").toFile())
                        .start();
        server.nextDelta(ResourceType.LISTENER);
    }

    @AfterEach
    void stop() throws Exception {
        sidecar.destroyForcibly();
        server.close();
        assertThat(sidecar.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void tenThousandServicesAreTaken() throws Exception {
        for (int from = 0; from < SERVICES; from += BATCH) {
            assertThat(error(ResourceType.CLUSTER, clusters(from, BATCH, 500))).isEmpty();
        }
        for (int from = 0; from < SERVICES; from += BATCH) {
            Map<String, Message> endpoints = new LinkedHashMap<>();
            for (int i = from; i < from + BATCH; i++) {
                endpoints.put(name(i), Wire.endpoints(name(i), "10.0." + i / 250 + ".1", 8080));
            }
            assertThat(error(ResourceType.ENDPOINTS, endpoints)).isEmpty();
        }
        assertThat(error(ResourceType.LISTENER, Map.of("80", Wire.httpListener("80", 80, "80"))))
                .isEmpty();
        assertThat(error(ResourceType.ROUTES, Map.of("80", routes()))).isEmpty();
        assertLives();
    }

    @Test
    void whatIsTooMuchIsRefusedAndTheProcessLivesOn() throws Exception {
        assertThat(error(ResourceType.CLUSTER, clusters(0, 1, 100))).isEmpty();
        String refused = "";
        for (int from = 1; refused.isEmpty() && from < 2_000; from += 20) {
            refused = error(ResourceType.CLUSTER, clusters(from, 20, 100_000));
        }
        assertThat(refused)
                .contains("cluster outbound|80||svc-")
                .contains("and it takes at most")
                .contains("Sidecar resource");
        // Endpoints of services that nobody asked for, over and over, are not kept.
        for (int i = 0; i < 100; i++) {
            Map<String, Message> unasked = new LinkedHashMap<>();
            for (int n = 0; n < 1_000; n++) {
                String name = "unasked-" + i + "-" + n + "x".repeat(500);
                unasked.put(name, Wire.endpoints(name, "10.0.0.1", 80));
            }
            error(ResourceType.ENDPOINTS, unasked);
        }
        assertThat(error(ResourceType.CLUSTER, clusters(0, 1, 50))).isEmpty();
        // A message that would not fit ends the stream, and the sidecar comes again with what it
        // has.
        server.sendDelta(ResourceType.CLUSTER, "1", clusters(5_000, 1, 33_000_000));
        sent++;
        DeltaDiscoveryRequest again = server.nextDelta(ResourceType.CLUSTER);
        while (!again.hasNode()) {
            again = server.nextDelta(ResourceType.CLUSTER);
        }
        assertThat(again.getInitialResourceVersionsMap()).containsKey(name(0));
        assertLives();
        assertThat(Files.readString(dir.resolve("log"))).contains("bytes, more than");
    }

    private void assertLives() throws IOException {
        assertThat(sidecar.isAlive()).as(Files.readString(dir.resolve("log"))).isTrue();
        long peakKb =
                Files.readAllLines(Path.of("/proc/" + sidecar.pid() + "/status")).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum();
        System.out.println("peak of the sidecar: " + peakKb + " kB");
        assertThat(peakKb).isLessThan(400_000);
    }

    /// Sends resources and waits for the answer.
    ///
    /// @return why they were refused, or empty
    private String error(ResourceType type, Map<String, Message> resources)
            throws InterruptedException {
        server.sendDelta(type, "1", resources);
        String nonce = "n" + ++sent;
        DeltaDiscoveryRequest answer = server.nextDelta(type);
        while (!answer.getResponseNonce().equals(nonce)) {
            answer = server.nextDelta(type);
        }
        return answer.getErrorDetail().getMessage();
    }

    /// @param bytes about that many in each, in what has no effect
    private static Map<String, Message> clusters(int from, int count, int bytes) {
        Map<String, Message> clusters = new LinkedHashMap<>();
        for (int i = from; i < from + count; i++) {
            Cluster.Builder cluster = Wire.edsCluster(name(i)).toBuilder();
            cluster.setMetadata(
                    Metadata.newBuilder()
                            .putFilterMetadata(
                                    "filler",
                                    Struct.newBuilder()
                                            .putFields(
                                                    "filler",
                                                    Value.newBuilder()
                                                            .setStringValue("x".repeat(bytes))
                                                            .build())
                                            .build()));
            clusters.put(name(i), cluster.build());
        }
        return clusters;
    }

    private static Message routes() {
        RouteConfiguration one = Wire.routes("80", name(0));
        RouteConfiguration.Builder all = one.toBuilder().clearVirtualHosts();
        for (int i = 0; i < SERVICES; i++) {
            String service = "svc-" + i;
            VirtualHost.Builder host =
                    one.getVirtualHosts(0).toBuilder().setName(service + ":80").clearDomains();
            for (String end :
                    List.of("", ".default", ".default.svc", ".default.svc.cluster.local")) {
                host.addDomains(service + end).addDomains(service + end + ":80");
            }
            host.getRoutesBuilder(0).getRouteBuilder().setCluster(name(i));
            all.addVirtualHosts(host);
        }
        return all.build();
    }

    private static String name(int service) {
        return "outbound|80||svc-" + service + ".default.svc.cluster.local";
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
