package io.fairlead.proxy.supervise;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.supervise.bootstrap.EnvoyBootstrap;
import io.fairlead.proxy.supervise.bootstrap.EnvoyCommand;
import io.fairlead.proxy.supervise.bootstrap.EnvoySettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A stock Envoy as a child of this agent: started once, drained and ended with it.
///
/// ```
/// start ── serving ──(SIGTERM to the agent)── drain ── idle, or time over ── SIGTERM ── SIGKILL
/// ```
public final class StockEnvoy {

    private static final Logger LOG = LoggerFactory.getLogger(StockEnvoy.class);
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final long LOOK_MS = 100;
    private static final Duration ANSWER_MAX = Duration.ofSeconds(1);
    private static final Duration END_MAX = Duration.ofSeconds(2);

    /// The kernel ends Envoy when the thread that started it is gone: an agent that was killed must leave no Envoy
    /// behind that shares the ports with the next one.
    private static final List<String> TIED = List.of("setpriv", "--pdeathsig", "KILL");

    /// How it runs and ends.
    ///
    /// @param program path of Envoy
    /// @param directory where its bootstrap is written
    /// @param drain time for clients to leave
    /// @param untilIdle whether the drain is over when no client is connected any more
    public record Plan(
            EnvoySettings settings,
            String program,
            Path directory,
            Duration drain,
            boolean untilIdle) {}

    private final Plan plan;
    private final EnvoyAdmin admin;
    private final Clock clock;
    private final OutputStream output;
    private volatile @Nullable Process process;
    private volatile boolean draining;

    /// @param output takes what Envoy prints: its log and the access log
    public StockEnvoy(Plan plan, EnvoyAdmin admin, Clock clock, OutputStream output) {
        this.plan = plan;
        this.admin = admin;
        this.clock = clock;
        this.output = output;
    }

    /// Runs Envoy until it ends, on the calling thread, with whose end Envoy ends too.
    ///
    /// @return its exit status
    /// @throws IOException when it can't be started
    public int run() throws IOException, InterruptedException {
        Files.createDirectories(plan.directory());
        Path bootstrap = plan.directory().resolve("envoy-bootstrap.json");
        Files.writeString(bootstrap, EnvoyBootstrap.of(plan.settings()));
        List<String> command =
                EnvoyCommand.of(wrapper(), plan.program(), bootstrap.toString(), plan.settings());
        // Its output comes through a pipe of our own: the access log opens /dev/stdout by name,
        // which the kernel refuses for a pipe of another user.
        Process started =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .start();
        process = started;
        LOG.info("event=envoy_started pid={} program={}", started.pid(), plan.program());
        Thread pump =
                Thread.ofPlatform()
                        .daemon()
                        .name("envoy-output")
                        .start(() -> pump(started.getInputStream()));
        int status = started.waitFor();
        pump.join(END_MAX.toMillis());
        LOG.info("event=envoy_ended status={}", status);
        return status;
    }

    /// Whether {@link #stop} was called.
    public boolean draining() {
        return draining;
    }

    /// Lets it take no more connections from outside; it goes on with those that it has.
    public void drain() {
        draining = true;
        var _ =
                admin.drain()
                        .exceptionally(failure -> {
                            LOG.warn("event=drain_not_answered reason={}", failure.toString());
                            return null;
                        });
    }

    /// Drains, ends it, and waits for the end.
    ///
    /// @return its exit status
    public int stop() throws InterruptedException {
        draining = true;
        Process running = process;
        if (running == null) {
            return 0;
        }
        long deadline = clock.nanos() + plan.drain().toNanos();
        if (running.isAlive()) {
            LOG.info("event=draining seconds={}", plan.drain().toSeconds());
            if (answer(admin.drain()) == null) {
                LOG.warn("event=drain_not_answered");
            }
        }
        while (running.isAlive() && clock.nanos() < deadline && !(plan.untilIdle() && idle())) {
            boolean _ = running.waitFor(LOOK_MS, TimeUnit.MILLISECONDS);
        }
        running.destroy();
        if (!running.waitFor(END_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
            running.destroyForcibly();
        }
        return running.waitFor();
    }

    private boolean idle() throws InterruptedException {
        Long active = answer(admin.activeConnections());
        return active != null && active == 0;
    }

    private static <T> @Nullable T answer(CompletableFuture<T> question)
            throws InterruptedException {
        try {
            return question.get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            return null;
        }
    }

    private static List<String> wrapper() throws InterruptedException {
        try {
            Process trial =
                    new ProcessBuilder("setpriv", "--pdeathsig", "KILL", "true")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (trial.waitFor() == 0) {
                return TIED;
            }
        } catch (IOException e) {
            LOG.debug("event=no_setpriv reason={}", e.getMessage());
        }
        // As the first process of a container the agent takes everything with it anyway.
        LOG.info("event=envoy_not_tied reason=\"no setpriv with --pdeathsig (util-linux)\"");
        return List.of();
    }

    private void pump(InputStream printed) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try (printed) {
            for (int n = printed.read(chunk); n >= 0; n = printed.read(chunk)) {
                output.write(chunk, 0, n);
                output.flush();
            }
        } catch (IOException e) {
            LOG.warn("event=envoy_output_lost reason=\"{}\"", e.getMessage());
        }
    }
}
