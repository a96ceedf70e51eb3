package io.fairlead.perf.peer;

import io.fairlead.perf.process.FreePort;
import io.fairlead.perf.process.Launch;
import io.fairlead.perf.process.Tools;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// nghttpx, one worker, without a log: HTTP/2 on both sides.
final class Nghttpx implements Peer {

    @Override
    public String name() {
        return "nghttpx";
    }

    @Override
    public Set<Family> families() {
        return Set.of(Family.HTTP2);
    }

    @Override
    public @Nullable String missing(Family family) {
        return Tools.find("nghttpx").isPresent()
                ? null
                : "no nghttpx; apt-get install nghttp2-proxy";
    }

    @Override
    public Setup setUp(Site site) {
        int port = FreePort.find();
        return Setup.of(
                port,
                Launch.of(
                        "nghttpx",
                        "nghttpx",
                        "--conf=/dev/null",
                        "--workers=1",
                        "--frontend=127.0.0.1,%d;no-tls".formatted(port),
                        "--backend=127.0.0.1,%d;;proto=h2".formatted(site.backend()),
                        "--errorlog-file=/dev/stderr",
                        "--log-level=WARN"));
    }
}
