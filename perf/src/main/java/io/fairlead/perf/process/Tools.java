package io.fairlead.perf.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Programs of the machine.
public final class Tools {
    private static final int ANSWER_SECONDS = 10;

    private Tools() {}

    /// Where a program is: on the PATH, where distributions keep servers, or among those that were built for this
    /// project's tests.
    public static Optional<Path> find(String name) {
        Map<String, String> environment = System.getenv();
        String built =
                environment.getOrDefault(
                        "FAIRLEAD_TOOLS",
                        System.getProperty("user.home", "") + "/.cache/fairlead-tools");
        String path = environment.getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin:" + built;
        return Stream.of(path.split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// What a command prints first, on either output; empty when it fails.
    public static String firstLine(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String text =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS);
            return ended && process.exitValue() == 0
                    ? text.lines().filter(line -> !line.isBlank()).findFirst().orElse("").strip()
                    : "";
        } catch (IOException _) {
            return "";
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
