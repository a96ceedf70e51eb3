package io.fairlead.perf.peer;

import io.fairlead.perf.control.SpanCollector;
import io.fairlead.perf.process.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A sidecar, ours or Envoy, that tells nothing, the usual, or everything of its requests. Spans go by OTLP to a
/// collector that counts their bytes.
final class Observed implements Peer {
    private final @Nullable Sidecar ours;
    private final Tells tells;

    /// How much is told.
    enum Tells {
        /// Neither metrics nor log nor traces.
        NOTHING("-quiet"),
        /// Metrics, log and 1 % of traces.
        USUAL("-usual"),
        /// Metrics, log and all traces.
        ALL("-traced");

        private final String suffix;

        Tells(String suffix) {
            this.suffix = suffix;
        }
    }

    /// @param ours our sidecar; null for Envoy
    Observed(@Nullable Sidecar ours, Tells tells) {
        this.ours = ours;
        this.tells = tells;
    }

    @Override
    public String name() {
        return (ours == null ? "envoy" : "ours") + tells.suffix;
    }

    @Override
    public Set<Family> families() {
        return Set.of(Family.TELEMETRY);
    }

    @Override
    public @Nullable String missing(Family family) {
        return ours == null ? new Envoy(true).missing(family) : ours.missing(family);
    }

    @Override
    public Setup setUp(Site site) throws IOException {
        List<AutoCloseable> resources = new ArrayList<>();
        Telemetry told = telemetry(site.directory().resolve("access.log"), resources);
        int port = FreePort.find();
        EnvoyConfig config = new EnvoyConfig(Family.TELEMETRY, port, site.backend(), told, null);
        if (ours == null) {
            return new Setup(
                    List.of(Envoy.launch(site, name(), config)), port, 0, told.logs(), resources);
        }
        Sidecar.Fed fed = ours.launch(name(), config);
        resources.add(fed.control());
        return new Setup(List.of(fed.launch()), port, 0, told.logs(), resources);
    }

    private Telemetry telemetry(Path log, List<AutoCloseable> resources) throws IOException {
        int percent =
                switch (tells) {
                    case NOTHING -> 0;
                    case USUAL -> 1;
                    case ALL -> 100;
                };
        if (tells == Tells.NOTHING) {
            return new Telemetry(null, false, percent, 0, ours != null);
        }
        SpanCollector collector = SpanCollector.start(name());
        resources.add(collector);
        return new Telemetry(log, true, percent, collector.port(), ours != null);
    }
}
