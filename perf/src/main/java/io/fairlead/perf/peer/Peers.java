package io.fairlead.perf.peer;

import io.fairlead.perf.peer.Observed.Tells;
import io.fairlead.perf.process.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// All peers there are, the backend they forward to, and their versions.
public final class Peers {

    private Peers() {}

    /// Those that can carry a family, in the order of the tables.
    ///
    /// @param home the checkout that our own proxy is run from
    public static List<Peer> of(Family family, Path home) {
        return List.<Peer>of(
                        new Direct(),
                        new Haproxy(),
                        new Nginx(),
                        new Nghttpx(),
                        new Envoy(false),
                        new Envoy(true),
                        new Sidecar(home),
                        new Sidecar(home, true),
                        new Observed(new Sidecar(home), Tells.NOTHING),
                        new Observed(new Sidecar(home), Tells.USUAL),
                        new Observed(new Sidecar(home), Tells.ALL),
                        new Observed(null, Tells.NOTHING),
                        new Observed(null, Tells.USUAL),
                        new Observed(null, Tells.ALL))
                .stream()
                .filter(peer -> peer.families().contains(family))
                .toList();
    }

    /// What they are, by name, those that are there.
    public static Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        versions.put("haproxy", Tools.firstLine("haproxy", "-v"));
        versions.put("nginx", Tools.firstLine("nginx", "-v"));
        versions.put("nghttpx", Tools.firstLine("nghttpx", "--version"));
        versions.put("envoy", Tools.firstLine("envoy", "--version"));
        versions.values().removeIf(String::isEmpty);
        return versions;
    }

    /// Makes certificates for pairs.
    public static KeyFiles keys(Path directory, Instant now) throws IOException {
        return Keys.write(directory, now);
    }
}
