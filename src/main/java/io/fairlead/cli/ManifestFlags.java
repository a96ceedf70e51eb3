package io.fairlead.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a manifest comes from, and where it goes.
final class ManifestFlags {
    private static final String STANDARD = "-";
    private static final int BYTES_MAX = 32 << 20;

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            required = true,
            description = "Objects in YAML or JSON; - reads standard input.")
    private String file;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    ManifestFlags() {}

    String name() {
        return file.equals(STANDARD) ? "standard input" : file;
    }

    /// @throws IOException when it can't be read, or is too large
    String read() throws IOException {
        try (InputStream in =
                file.equals(STANDARD) ? System.in : Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new IOException("%s is larger than %d bytes".formatted(name(), BYTES_MAX));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /// @param output null for standard output
    static void write(String text, @Nullable Path output, PrintWriter out) throws IOException {
        if (output == null) {
            out.print(text);
            out.flush();
        } else {
            Files.writeString(output, text);
        }
    }
}
