package io.fairlead.install.profile;

import io.fairlead.install.files.ChartFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/// The charts of the checkout that the tests run in.
public final class ChartsOfCheckout {
    public static final Path DIRECTORY = top().resolve("charts");

    private ChartsOfCheckout() {}

    /// Texts by path.
    public static Map<String, String> texts() {
        try {
            return ChartFiles.read(DIRECTORY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path top() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("fairlead"))) {
            at = Objects.requireNonNull(at.getParent(), "the tests run inside a checkout");
        }
        return at;
    }
}
