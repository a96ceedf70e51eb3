package io.fairlead.install.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Reads a directory of charts. Links are not followed: in one chart they show the charts beside it, for Helm.
public final class ChartFiles {
    private static final int FILES_MAX = 500;
    private static final int BYTES_MAX = 4 << 20;
    private static final int DEPTH_MAX = 8;

    private ChartFiles() {}

    /// Texts by path below the directory, with `/` between names.
    ///
    /// @throws IOException when the directory isn't there, or holds too much
    public static Map<String, String> read(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException(
                    "%s is no directory; fix: --manifests with the directory charts of the distribution"
                            .formatted(directory));
        }
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory, DEPTH_MAX)) {
            for (Path file :
                    all.filter(Files::isRegularFile)
                            .filter(f -> !Files.isSymbolicLink(f))
                            .toList()) {
                if (texts.size() >= FILES_MAX) {
                    throw new IOException(
                            "%s has more than %d files".formatted(directory, FILES_MAX));
                }
                String name = directory.relativize(file).toString().replace('\\', '/');
                texts.put(name, text(file));
            }
        }
        return texts;
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new IOException("%s is larger than %d bytes".formatted(file, BYTES_MAX));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
