package io.fairlead.perf.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What the figures were measured on; without it they say little.
///
/// @param load load average of the last minute when the run began: far above zero means that others were at work
public record Machine(String processor, int processors, String kernel, String jdk, String load) {

    /// This machine now.
    public static Machine here() {
        return new Machine(
                line("/proc/cpuinfo", "model name").replaceFirst(".*:\\s*", ""),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.version", "?"),
                System.getProperty("java.vm.version", "?"),
                line("/proc/loadavg", "").split(" ", 2)[0]);
    }

    private static String line(String file, String start) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(start)).findFirst().orElse("?");
        } catch (IOException _) {
            return "?";
        }
    }

    /// One line for people.
    public String text() {
        return "%s, %d processors, Linux %s, JDK %s, load average %s"
                .formatted(processor, processors, kernel, jdk, load);
    }
}
