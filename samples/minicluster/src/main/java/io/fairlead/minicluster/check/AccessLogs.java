package io.fairlead.minicluster.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What the sidecars of the demo wrote about requests, those of pods that are gone as well.
///
/// @param directory with a directory for each pod
record AccessLogs(Path directory) {

    private static final List<String> PIECES =
            List.of("istio-proxy.log", "istio-proxy.log.1", "istio-proxy.log.2");

    /// Lines about one request.
    ///
    /// @param id its `x-request-id`
    List<String> about(String id) {
        try (Stream<Path> pods = Files.list(directory)) {
            return pods.flatMap(pod -> PIECES.stream().map(pod::resolve))
                    .filter(Files::exists)
                    .sorted()
                    .flatMap(AccessLogs::lines)
                    .filter(line -> line.contains(id))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of("can't read the logs: " + e);
        }
    }

    private static Stream<String> lines(Path log) {
        try {
            return Files.readString(log).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
