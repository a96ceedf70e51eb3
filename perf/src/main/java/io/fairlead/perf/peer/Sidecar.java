package io.fairlead.perf.peer;

import io.fairlead.perf.control.ControlPlane;
import io.fairlead.perf.process.BuiltJar;
import io.fairlead.perf.process.FreePort;
import io.fairlead.perf.process.Launch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Our own sidecar as the mesh starts it: the program `proxy sidecar` with the flags of `jvm.options`, one event
/// loop, fed by a control plane over ADS with the resources of [EnvoyConfig], those of a sidecar. Access log, request
/// ids and counters are on.
final class Sidecar implements Peer {
    private final BuiltJar program;
    private final boolean peeks;

    /// @param home the checkout, built
    Sidecar(Path home) {
        this(home, false);
    }

    /// @param peeks its listener looks at the first bytes of each connection, as in PERMISSIVE
    Sidecar(Path home, boolean peeks) {
        this.program = BuiltJar.sidecar(home);
        this.peeks = peeks;
    }

    @Override
    public String name() {
        return peeks ? "ours-peek" : "ours";
    }

    @Override
    public Set<Family> families() {
        return peeks
                ? Set.of(Family.HTTP1)
                : Set.of(Family.HTTP1, Family.HTTP2, Family.TCP, Family.MTLS);
    }

    @Override
    public @Nullable String missing(Family family) {
        return program.isBuilt()
                ? null
                : "no " + program.jar() + "; mvn -pl proxy-agent -am package";
    }

    @Override
    public Setup setUp(Site site) throws IOException {
        Path file = site.directory().resolve("access.log");
        Telemetry log = Telemetry.logged(file);
        int port = FreePort.find();
        if (site.family() != Family.MTLS) {
            var config = new EnvoyConfig(site.family(), port, site.backend(), log, null);
            Fed one = launch("sidecar", config);
            return new Setup(List.of(one.launch()), port, 0, List.of(file), List.of(one.control()));
        }
        int inner = FreePort.find();
        int handshakes = FreePort.find();
        Fed server =
                launch(
                        "sidecar-server",
                        new EnvoyConfig(
                                Family.MTLS,
                                inner,
                                site.backend(),
                                log,
                                new EnvoyConfig.Tls(site.keys(), 0, true)));
        Fed client =
                launch(
                        "sidecar-client",
                        new EnvoyConfig(
                                Family.MTLS,
                                port,
                                inner,
                                log,
                                new EnvoyConfig.Tls(site.keys(), handshakes, true)));
        return new Setup(
                List.of(server.launch(), client.launch()),
                port,
                handshakes,
                List.of(file),
                List.of(server.control(), client.control()));
    }

    /// A sidecar and the control plane that feeds it.
    record Fed(Launch launch, ControlPlane control) {}

    Fed launch(String name, EnvoyConfig config) throws IOException {
        ControlPlane control = ControlPlane.serving(peeks ? config.peekingJson() : config.json());
        String proxyConfig =
                """
                {"discoveryAddress": "127.0.0.1:%d", "controlPlaneAuthPolicy": "NONE", "concurrency": 1,
                 "proxyAdminPort": %d, "statusPort": %d, "terminationDrainDuration": "100ms"}
                """
                        .formatted(control.port(), FreePort.find(), FreePort.find());
        Map<String, String> environment =
                Map.of(
                        "POD_NAME",
                        name,
                        "INSTANCE_IP",
                        "127.0.0.1",
                        "PROXY_CONFIG",
                        proxyConfig,
                        "ISTIO_META_ENVOY_STATUS_PORT",
                        Integer.toString(FreePort.find()),
                        "ISTIO_META_ENVOY_PROMETHEUS_PORT",
                        Integer.toString(FreePort.find()));
        return new Fed(new Launch(name, command(), environment), control);
    }

    private List<String> command() throws IOException {
        List<String> command = new ArrayList<>(program.java(List.of()));
        command.addAll(List.of("io.fairlead.proxy.bootstrap.Main", "proxy", "sidecar"));
        return command;
    }
}
