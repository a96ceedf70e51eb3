package io.fairlead.perf.peer;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// No proxy at all: what load generator and backend take by themselves. Latency that a proxy adds is counted from here.
final class Direct implements Peer {

    @Override
    public String name() {
        return "direct";
    }

    @Override
    public Set<Family> families() {
        return Set.of(Family.values());
    }

    @Override
    public @Nullable String missing(Family family) {
        return null;
    }

    @Override
    public Setup setUp(Site site) {
        return Setup.of(site.backend());
    }
}
