package io.fairlead.minicluster.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A cluster that outlives the command that started it: a process of its own keeps it.
public final class KeptCluster {

    private static final long LOOK_MS = 50;
    private static final Duration STOP_MAX = Duration.ofSeconds(15);

    private KeptCluster() {}

    /// Starts the process, and waits until its cluster can be used.
    ///
    /// @param words what the program is started with
    /// @return empty when all went well, else what it said
    public static String start(Path state, List<String> words, Duration limit)
            throws IOException, InterruptedException {
        Path said = Files.createTempFile("fairlead-cluster", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(ClusterLaunch.again(words));
            builder.redirectErrorStream(true);
            builder.redirectOutput(said.toFile());
            builder.redirectInput(Path.of("/dev/null").toFile());
            Process keeper = builder.start();
            for (long i = 0; i <= limit.toMillis() / LOOK_MS; i++) {
                if (Files.exists(state.resolve("kubeconfig"))
                        && StateDir.running(state)
                                .filter(run -> run.path("pid").asLong() == keeper.pid())
                                .isPresent()) {
                    return "";
                }
                if (keeper.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
                    return Files.readString(said, StandardCharsets.UTF_8).strip();
                }
            }
            keeper.destroy();
            return "the cluster wasn't ready after %s: %s"
                    .formatted(limit, ClusterLaunch.lastWords(state));
        } finally {
            Files.delete(said);
        }
    }

    /// Ends the cluster of this directory, and removes what is left of it or of one that was killed.
    ///
    /// @return true where one was running
    /// @throws DemoRefused when somebody else's files are in the way
    public static boolean end(Path state) throws IOException, InterruptedException, DemoRefused {
        Optional<JsonNode> run = StateDir.running(state);
        if (run.isPresent()) {
            ProcessHandle.of(run.get().path("pid").asLong()).ifPresent(KeptCluster::end);
        }
        if (Files.exists(state)) {
            StateDir.take(state).close();
        }
        return run.isPresent();
    }

    private static void end(ProcessHandle keeper) {
        keeper.destroy();
        try {
            keeper.onExit().get(STOP_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException stuck) {
            keeper.destroyForcibly();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException hurried) {
            keeper.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
