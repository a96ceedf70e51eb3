package io.fairlead.app;

import static io.fairlead.app.OwnProcess.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// A large mesh in the daemon's own process, and a sidecar in its own that gets all of it, each with the flags that it
/// is started with. However busy the machine is: the waits end by the work that was done.
@Timeout(3_000)
class LargeMeshTest {
    private static final int SERVICES = Integer.getInteger("mesh.services", 200);
    private static final int IN_A_FILE = 100;
    private static final long PEAK_KB_MAX = 600_000;

    @TempDir Path dir;

    @Test
    void aSidecarHoldsAllOfIt() throws Exception {
        try (OwnProcess daemon = daemon();
                Sidecar sidecar = sidecar(daemon, "-Xmx192m")) {
            String last = "svc-" + (SERVICES - 1) + ".default.svc.cluster.local";
            List<OwnProcess> both = List.of(daemon, sidecar.process);
            until(sidecar::isReady, both);
            until(() -> sidecar.page("/clusters").contains(last), both);
            until(() -> daemonSays(daemon, "/debug/syncz").contains("\"quiet\" : true"), both);
            String dump = sidecar.page("/config_dump");
            assertThat(dump.split("\"outbound\\|80\\|\\|svc-", -1).length)
                    .as("clusters, and routes to them")
                    .isGreaterThan(2 * SERVICES);
            assertThat(daemonSays(daemon, "/debug/problems")).doesNotContain("takes at most");
            System.out.printf(
                    "%d services: peak of the daemon %d kB, of the sidecar %d kB%n",
                    SERVICES, daemon.peakKb(), sidecar.process.peakKb());
            assertThat(daemon.peakKb()).isLessThan(PEAK_KB_MAX);
            assertThat(sidecar.process.peakKb()).isLessThan(PEAK_KB_MAX);
        }
    }

    @Test
    @EnabledIfSystemProperty(
            named = "mesh.services",
            matches = "\\d{5,}",
            disabledReason = "only a large mesh is too large; -Pextended has one")
    void aSidecarThatIsTooSmallSaysWhyItRefusesAndLivesOn() throws Exception {
        try (OwnProcess daemon = daemon();
                Sidecar sidecar = sidecar(daemon, "-Xmx64m")) {
            List<OwnProcess> both = List.of(daemon, sidecar.process);
            until(() -> sidecar.process.log().contains("takes at most"), both);
            assertThat(sidecar.process.log()).contains("Sidecar resource");
            until(() -> daemonSays(daemon, "/debug/problems").contains("takes at most"), both);
            assertThat(sidecar.process.isAlive()).isTrue();
            assertThat(sidecar.process.peakKb()).isLessThan(PEAK_KB_MAX / 2);
        }
    }

    private OwnProcess daemon() throws Exception {
        Path config = Files.createDirectories(dir.resolve("config"));
        for (int from = 0; from < SERVICES; from += IN_A_FILE) {
            StringBuilder yaml = new StringBuilder();
            for (int i = from; i < Math.min(SERVICES, from + IN_A_FILE); i++) {
                String end = "." + i / 250 + "." + (1 + i % 250);
                yaml.append(Yaml.service("svc-" + i, "10.96" + end, "10.32" + end, "10.33" + end));
            }
            RunningDaemon.write(config, "services-" + from, yaml.toString());
        }
        return OwnProcess.daemon(
                dir.resolve("daemon.log"),
                List.of(),
                flags(Path.of("jvm.options")),
                List.of("--config", config.toString()));
    }

    private static List<String> flags(Path options) throws IOException {
        return Files.readAllLines(options).stream()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private record Sidecar(OwnProcess process, int admin, int status) implements AutoCloseable {

        String page(String path) throws Exception {
            return TracingDaemon.get("http://127.0.0.1:" + admin, path).body();
        }

        boolean isReady() throws Exception {
            return TracingDaemon.get("http://127.0.0.1:" + status, "/healthz/ready").statusCode()
                    == 200;
        }

        @Override
        public void close() {
            process.close();
        }
    }

    private Sidecar sidecar(OwnProcess daemon, String heap) throws Exception {
        int admin = free();
        int status = free();
        List<String> flags = new ArrayList<>(flags(Path.of("../proxy-agent/jvm.options")));
        flags.add(heap);
        List<String> command =
                OwnProcess.java(flags, io.fairlead.proxy.bootstrap.Main.class.getName());
        command.addAll(List.of("proxy", "sidecar"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(
                        Map.of(
                                "POD_NAME",
                                "large-mesh",
                                "POD_NAMESPACE",
                                "default",
                                "INSTANCE_IP",
                                "127.0.0.1",
                                "PROXY_CONFIG",
                                """
                                {"discoveryAddress": "127.0.0.1:%d", "controlPlaneAuthPolicy": "NONE",
                                 "concurrency": 1, "proxyAdminPort": %d, "statusPort": %d,
                                 "terminationDrainDuration": "100ms"}
                                """
                                        .formatted(daemon.port("xds"), admin, status),
                                "ISTIO_META_ENVOY_STATUS_PORT",
                                Integer.toString(free()),
                                "ISTIO_META_ENVOY_PROMETHEUS_PORT",
                                Integer.toString(free())));
        return new Sidecar(OwnProcess.start(builder, dir.resolve("sidecar.log")), admin, status);
    }

    private static String daemonSays(OwnProcess daemon, String path) throws Exception {
        return TracingDaemon.get("http://127.0.0.1:" + daemon.port("monitoring"), path).body();
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
