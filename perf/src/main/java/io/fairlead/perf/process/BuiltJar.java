package io.fairlead.perf.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One of our programs as the launcher starts it: its jar with the libraries beside it, and the flags of its
/// `jvm.options`.
///
/// @param jar below `target`
/// @param options a flag a line, `#` begins a comment
public record BuiltJar(Path jar, Path options) {

    /// @param home the checkout, built
    public static BuiltJar daemon(Path home) {
        return new BuiltJar(
                home.resolve("target/daemon/fairlead-0.1.0.jar"), home.resolve("src/jvm.options"));
    }

    /// @param home the checkout, built
    public static BuiltJar sidecar(Path home) {
        return new BuiltJar(
                home.resolve("proxy-agent/target/fairlead-proxy-agent-0.1.0.jar"),
                home.resolve("proxy-agent/jvm.options"));
    }

    /// Whether there is something to start.
    public boolean isBuilt() {
        return Files.exists(jar);
    }

    /// The command up to the class path; a main class has to follow.
    ///
    /// @param flags after those of `jvm.options`; with any, the start-up cache, which was made without, isn't used
    public List<String> java(List<String> flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Files.readAllLines(options).stream()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .forEach(command::add);
        Path cache = jar.resolveSibling(jar.getFileName().toString().replace(".jar", ".aot"));
        if (Files.exists(cache) && flags.isEmpty()) {
            command.add("-XX:AOTCache=" + cache);
        }
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath()));
        return command;
    }

    /// The jar, then its libraries by name: the order in which the launcher made the start-up cache.
    private String classPath() throws IOException {
        try (Stream<Path> libraries = Files.list(jar.resolveSibling("lib"))) {
            return Stream.concat(Stream.of(jar), libraries.sorted())
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }
}
