package io.fairlead.minicluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program of this machine that speaks with an API server, each time run to its end.
///
/// @param dir where it runs, and where what it says is kept
public record RealProgram(Path program, Path dir, Path kubeconfig) {

    /// Longer than what any of them waits for by itself.
    private static final int SECONDS_MAX = 300;

    /// What it said, on both streams, and its exit status.
    public record Ran(int status, String output) {}

    public Ran run(List<String> words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(program.toString()));
        all.addAll(words);
        Path output = Files.createTempFile(dir, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(all)
                        .directory(dir.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().put("HOME", dir.toString());
        Process process = builder.start();
        boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(output);
        assertThat(ended).as("%s ended in time; it said%n%s", all, text).isTrue();
        return new Ran(process.exitValue(), text);
    }

    /// What it said, whether it went well or not.
    public String output(String... words) throws IOException, InterruptedException {
        return run(List.of(words)).output();
    }
}
