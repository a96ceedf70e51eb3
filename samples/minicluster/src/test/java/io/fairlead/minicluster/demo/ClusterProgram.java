package io.fairlead.minicluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.testing.RealParts;
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

    /// Before there is one.
    public static final ClusterProgram NONE = new ClusterProgram(Path.of(""), Path.of(""));

    /// What a command said, on both streams.
    public record Ran(int status, String output) {}

    /// What this machine lacks for a cluster.
    public static List<String> missing() throws IOException {
        return Preflight.missing(DemoOptions.of(HOME).withoutMesh(), List.of());
    }

    /// A cluster to be started for a test of real pods: the images of stand-ins in `fleet`, and these resources of the
    /// test in `dir`.
    static ClusterProgram prepare(Path dir, Class<?> test, String... resources) throws IOException {
        List<String> missing = missing();
        RealParts.require(missing.isEmpty(), "no cluster can be made here: " + missing);
        Files.createDirectory(dir.resolve("fleet"));
        StandInFleet.write(dir.resolve("fleet"));
        for (String file : resources) {
            Files.writeString(dir.resolve(file), KubectlTable.resource(test, file));
        }
        return new ClusterProgram(Files.createTempDirectory("fairlead-test"), dir);
    }

    /// The same, started.
    public static ClusterProgram started(Path dir, Class<?> test, String... resources)
            throws IOException, InterruptedException {
        ClusterProgram cluster = prepare(dir, test, resources);
        Ran up = cluster.up();
        assertThat(up.status()).as(up.output()).isZero();
        return cluster;
    }

    /// `cluster up`, with what [#prepare] has made, and then its kubeconfig beside that.
    ///
    /// @param words more of them
    Ran up(String... words) throws IOException, InterruptedException {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "up",
                                "--data",
                                dir.resolve("data").toString(),
                                "--images",
                                dir.resolve("fleet").toString()));
        all.addAll(Arrays.asList(words));
        Ran up = run(all.toArray(String[]::new));
        Files.writeString(dir.resolve("kubeconfig"), run("kubeconfig").output());
        return up;
    }

    /// Ends what still runs; nothing where no state was ever chosen.
    public void stop() throws IOException, InterruptedException {
        if (!state.toString().isEmpty() && Files.exists(state)) {
            assertThat(run("down").status()).isZero();
        }
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

    /// How curl ends that comes to port 8080 of this address in clear text, from a pod without a sidecar.
    public int clearText(String address) throws IOException, InterruptedException {
        return command(
                        "exec",
                        "istio-system/istiod",
                        "--",
                        "curl",
                        "-s",
                        "-o",
                        "/dev/null",
                        "--max-time",
                        "5",
                        "http://" + address + ":8080/")
                .status();
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
