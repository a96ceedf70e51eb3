package io.fairlead.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Expected outputs in files. `UPDATE_GOLDEN=true` writes them anew; the review is the diff.
public final class Golden {
    private static final Path TOP = findTop();

    private Golden() {}

    /// A folder below `src/test/resources/golden`, in the source tree.
    public static Path folder(String name) {
        return TOP.resolve("src/test/resources/golden").resolve(name);
    }

    /// Compares with what the file says.
    public static void check(Path file, String actual) throws IOException {
        if ("true".equals(System.getenv("UPDATE_GOLDEN"))) {
            Files.writeString(file, actual);
        }
        assertThat(actual)
                .as("%s (UPDATE_GOLDEN=true writes it anew)", file)
                .isEqualTo(Files.exists(file) ? Files.readString(file) : "");
    }

    /// The top of the source tree.
    public static Path top() {
        return TOP;
    }

    private static Path findTop() {
        for (@Nullable Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("src/test/resources/golden"))) {
                return at;
            }
        }
        throw new IllegalStateException("no src/test/resources/golden above the working directory");
    }
}
