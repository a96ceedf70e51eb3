package io.fairlead.cli;

import io.fairlead.install.apply.Cluster;
import io.fairlead.install.apply.ClusterException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Whom to ask about proxies: those that a cluster has, through its API server, unless it is said otherwise.
final class MeshFlags {
    @Option(
            names = "--daemon",
            paramLabel = "HOST:PORT",
            description = "Ask the daemon whose monitoring port this is, and no cluster.")
    private @Nullable String daemon;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Read the answer from a file, or from standard input (-).")
    private @Nullable Path file;

    @Mixin private ClusterFlags where = new ClusterFlags();

    /// For picocli, which sets the fields.
    MeshFlags() {}

    /// The daemon to ask; null where none was given.
    @Nullable HttpDoor daemon() {
        return daemon == null ? null : new HttpDoor(daemon);
    }

    /// Whether the answer is in a file.
    boolean isKept() {
        return file != null;
    }

    /// Where the answer is kept; null where it isn't.
    @Nullable Path file() {
        return file;
    }

    /// The kept answer.
    ///
    /// @throws IOException with a sentence
    String kept() throws IOException {
        Path from = file == null ? Path.of("-") : file;
        try {
            return DaemonAnswer.read(from);
        } catch (IOException e) {
            throw new IOException("%s: %s".formatted(from, HttpDoor.text(e)), e);
        }
    }

    /// The cluster to ask; nothing is asked yet.
    Cluster open() throws ClusterException {
        return where.open();
    }
}
