package io.fairlead.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What the daemon says on a page of its monitoring port: asked now, or kept in a file.
final class DaemonAnswer {
    private static final int BYTES_MAX = 32 * 1024 * 1024;

    @Mixin private DaemonDoor door;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Read the daemon's answer from a file, or from standard input (-).")
    private @Nullable Path file;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    DaemonAnswer() {}

    /// The answer's JSON.
    ///
    /// @param page path below the daemon's address, with its slash
    /// @throws IOException for which [#reason] has a sentence
    String text(String page) throws IOException, InterruptedException {
        return file == null ? door.open().get(page) : read(file);
    }

    /// False when the answer is read from a file.
    boolean isAsked() {
        return file == null;
    }

    /// Where the answer was looked for, and what came instead.
    String reason(String page, IOException e) {
        return file == null
                ? door.open().reason(page, e)
                : "%s: %s".formatted(file, HttpDoor.text(e));
    }

    /// All of a file, or of standard input (`-`).
    static String read(Path from) throws IOException {
        try (InputStream in =
                from.toString().equals("-") ? System.in : Files.newInputStream(from)) {
            return new String(in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8);
        }
    }
}
