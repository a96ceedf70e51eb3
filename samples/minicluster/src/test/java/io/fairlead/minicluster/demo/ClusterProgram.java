package io.fairlead.minicluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The program behind `fairlead cluster`, as a process of its own.
///
/// @param state where its cluster keeps its files
/// @param dir for what it says
public record ClusterProgram(Path state, Path dir) {

    /// The checkout.
    public static final Path HOME = Path.of("../..").toAbsolutePath().normalize();

    private static final int SECONDS_MAX = 120;

    /// What a command said, on both streams.
    public record Ran(int status, String output) {}

    /// What this machine lacks for a cluster.
    public static List<String> missing() throws IOException {
        return Preflight.missing(DemoOptions.of(HOME).withoutMesh(), List.of());
    }

    /// `cluster` with these words, for this state.
    public Ran run(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("cluster"));
        all.addAll(Arrays.asList(words));
        all.addAll(List.of("--state", state.toString()));
        return process(all);
    }

    /// Another command, whose first word this is, for this state.
    public Ran command(String name, String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(name, "--state", state.toString()));
        all.addAll(Arrays.asList(words));
        return process(all);
    }

    private Ran process(List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.add("-Dfairlead.home=" + HOME);
        command.addAll(List.of("-cp", classPath(), "io.fairlead.minicluster.bootstrap.Main"));
        command.addAll(words);
        Path output = Files.createTempFile(dir, "output", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), Files.readString(output));
    }

    private static String classPath() {
        List<String> parts = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            parts.add(Path.of(part).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, parts);
    }
}
