package io.fairlead.perf.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a peer is set up.
///
/// @param directory for its files; its own
/// @param backend port of the backend, for the protocol of the family
/// @param keys for the pairs that talk TLS
public record Site(Family family, Path directory, int backend, KeyFiles keys) {

    /// Writes one file.
    Path write(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content, StandardCharsets.UTF_8);
    }
}
