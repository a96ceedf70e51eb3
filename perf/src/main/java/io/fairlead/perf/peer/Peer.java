package io.fairlead.perf.peer;

import io.fairlead.perf.process.Launch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Something that can be measured.
public interface Peer {

    /// As tables and `--only` call it.
    String name();

    /// What it can carry.
    Set<Family> families();

    /// Why it can't be measured on this machine; null when it can.
    @Nullable String missing(Family family);

    /// Writes its files.
    Setup setUp(Site site) throws IOException;

    /// What must run for a peer, and where it is asked.
    ///
    /// @param programs in the order in which they are started
    /// @param port where requests go
    /// @param handshakePort where each request makes a new TLS connection between the two proxies of a pair; 0
    ///     without TLS
    /// @param logs files that grow with every request
    /// @param resources to close when it has ended
    record Setup(
            List<Launch> programs,
            int port,
            int handshakePort,
            List<Path> logs,
            List<AutoCloseable> resources) {

        static Setup of(int port, Launch... programs) {
            return new Setup(List.of(programs), port, 0, List.of(), List.of());
        }
    }
}
