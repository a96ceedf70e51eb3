package io.fairlead.minicluster.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The Envoy of this machine, for pods that want one as their sidecar.
final class EnvoyProgram {

    private EnvoyProgram() {}

    /// Its executable: that of `ENVOY_BINARY`, or the `envoy` on the `PATH`. What a Python package puts there is a
    /// script beside the program; the script would need that Python inside the cluster too, so the program is taken.
    static Optional<Path> find(Map<String, String> environment) throws IOException {
        String given = environment.getOrDefault("ENVOY_BINARY", "");
        Optional<Path> found =
                given.isEmpty()
                        ? Stream.of(environment.getOrDefault("PATH", "").split(":"))
                                .filter(dir -> !dir.isEmpty())
                                .map(dir -> Path.of(dir, "envoy"))
                                .filter(Files::isExecutable)
                                .findFirst()
                        : Optional.of(Path.of(given)).filter(Files::isExecutable);
        return found.isPresent() && isScript(found.get()) ? packaged(found.get()) : found;
    }

    private static boolean isScript(Path program) throws IOException {
        try (InputStream in = Files.newInputStream(program)) {
            return in.read() == '#' && in.read() == '!';
        }
    }

    private static Optional<Path> packaged(Path script) throws IOException {
        Path lib = script.toRealPath().resolve("../../lib").normalize();
        if (!Files.isDirectory(lib)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> pythons = Files.newDirectoryStream(lib, "python3*")) {
            for (Path python : pythons) {
                Path program = python.resolve("site-packages/envoy/_bin/envoy");
                if (Files.isExecutable(program)) {
                    return Optional.of(program);
                }
            }
        }
        return Optional.empty();
    }
}
