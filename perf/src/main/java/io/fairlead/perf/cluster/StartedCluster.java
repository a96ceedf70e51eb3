package io.fairlead.perf.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fairlead.perf.machine.Memory;
import io.fairlead.perf.machine.ProcessFile;
import io.fairlead.perf.process.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A cluster of its own that runs: `fairlead cluster up`, and `down` when the run is over, however it ends.
public final class StartedCluster implements AutoCloseable {

    private static final int SECONDS_MAX = 300;
    private static final String PROGRAM = "io.fairlead.minicluster.bootstrap.Main";

    private final Path home;
    private final Path directory;
    private final Duration ready;
    private final KubernetesClient client;

    private StartedCluster(Path home, Path directory, Duration ready) throws IOException {
        this.home = home;
        this.directory = directory;
        this.ready = ready;
        this.client =
                new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(Files.readString(kubeconfig())))
                        .build();
    }

    /// Returns when it is Ready.
    ///
    /// @param home the checkout
    /// @param scratch for its files; the cluster ends with it
    public static StartedCluster start(Path home, Scratch scratch)
            throws IOException, InterruptedException {
        Path directory = scratch.directory();
        long began = System.nanoTime();
        scratch.ends(() -> run(home, directory, List.of("cluster", "down")));
        run(home, directory, List.of("cluster", "up"));
        return new StartedCluster(home, directory, Duration.ofNanos(System.nanoTime() - began));
    }

    /// From the start of its program until its node was Ready.
    Duration ready() {
        return ready;
    }

    /// One that may do everything.
    public KubernetesClient client() {
        return client;
    }

    /// Resident memory of the process that is API server, controllers and kubelet.
    long residentKb() throws IOException {
        List<Long> own = new ArrayList<>();
        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            String words = ProcessFile.text(process, "cmdline");
            if (words.contains(PROGRAM) && words.contains(directory.toString())) {
                own.add(process.pid());
            }
        }
        return own.stream()
                .mapToLong(process -> Memory.of(List.of(process)).residentKb())
                .max()
                .orElseThrow(() -> new IOException("no process of the cluster was found"));
    }

    /// How long the real kubectl takes for these words.
    ///
    /// @param lines that it has to print at least
    public Duration kubectl(int lines, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("KUBECONFIG", kubeconfig().toString());
        builder.environment().put("HOME", directory.toString());
        long began = System.nanoTime();
        long printed = output(builder, directory.resolve("kubectl.txt"));
        Duration taken = Duration.ofNanos(System.nanoTime() - began);
        if (printed < lines) {
            throw new IOException("%s printed %d lines, not %d".formatted(command, printed, lines));
        }
        return taken;
    }

    private Path kubeconfig() {
        return directory.resolve("state/kubeconfig");
    }

    /// Our command line, for this cluster.
    public void fairlead(String... words) throws IOException, InterruptedException {
        ProcessBuilder builder = command(home, List.of(words));
        builder.environment().put("KUBECONFIG", kubeconfig().toString());
        long _ = output(builder, directory.resolve("fairlead.txt"));
    }

    private static void run(Path home, Path directory, List<String> words)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("--state", directory.resolve("state").toString()));
        long _ = output(command(home, all), directory.resolve(words.getLast() + ".txt"));
    }

    private static ProcessBuilder command(Path home, List<String> words) {
        List<String> all = new ArrayList<>(List.of(home.resolve("fairlead").toString()));
        all.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(all);
        builder.environment().put("FAIRLEAD_BUILD", "never");
        return builder;
    }

    private static long output(ProcessBuilder builder, Path file)
            throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).redirectOutput(file.toFile()).start();
        boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
        process.destroyForcibly();
        List<String> said = Files.readAllLines(file);
        if (!ended || process.exitValue() != 0) {
            throw new IOException("%s: %s".formatted(builder.command(), said));
        }
        return said.size();
    }

    @Override
    public void close() {
        client.close();
    }
}
