package io.fairlead.perf.daemon;

import io.fairlead.perf.machine.Memory;
import io.fairlead.perf.machine.ProcessorTime;
import io.fairlead.perf.process.BuiltJar;
import io.fairlead.perf.process.FreePort;
import io.fairlead.perf.process.Launch;
import io.fairlead.perf.process.Program;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A control plane as a process of its own: the daemon, as `./fairlead daemon` runs it (its jar, the flags of
/// `src/jvm.options`, its start-up cache where there is one), or a peer.
public final class DaemonProcess implements AutoCloseable {
    private static final long START_NANOS_MAX = TimeUnit.MINUTES.toNanos(3);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Program program;
    private final int port;
    private final long startNanos;

    private DaemonProcess(Program program, int port, long startNanos) {
        this.program = program;
        this.port = port;
        this.startNanos = startNanos;
    }

    /// Where everything is.
    ///
    /// @param home the checkout, built
    /// @param directory with the directories `config` and `registry`
    /// @param flags of the JVM, after those of `jvm.options`
    /// @param arguments of the daemon, after those that every one gets
    public record Place(Path home, Path directory, List<String> flags, List<String> arguments) {
        public Place {
            flags = List.copyOf(flags);
            arguments = List.copyOf(arguments);
        }

        /// With no more arguments.
        public Place(Path home, Path directory, List<String> flags) {
            this(home, directory, flags, List.of());
        }
    }

    /// Starts it and waits until it is ready.
    public static DaemonProcess start(Place place) throws IOException {
        int xds = FreePort.find();
        int http = FreePort.find();
        Launch launch = new Launch("daemon", command(place, xds, http), Map.of());
        return start(launch, place.directory(), xds, http);
    }

    /// Starts any control plane and waits until its page `/ready` says so.
    ///
    /// @param xds the port where it will serve xDS
    /// @param http the port of that page
    public static DaemonProcess start(Launch launch, Path directory, int xds, int http)
            throws IOException {
        long begin = System.nanoTime();
        Program program = Program.start(launch, directory);
        while (!isReady(http)) {
            boolean late = System.nanoTime() - begin > START_NANOS_MAX;
            if (late || !program.isAlive()) {
                program.close();
                throw new IOException("not ready; " + program.lastWords());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return new DaemonProcess(program, xds, System.nanoTime() - begin);
    }

    private static List<String> command(Place place, int xds, int http) throws IOException {
        BuiltJar daemon = BuiltJar.daemon(place.home());
        if (!daemon.isBuilt()) {
            throw new IOException("no " + daemon.jar() + "; mvn package");
        }
        List<String> command = new ArrayList<>(daemon.java(place.flags()));
        command.addAll(List.of("io.fairlead.app.Main", "daemon"));
        command.addAll(List.of("--config", place.directory().resolve("config").toString()));
        command.addAll(List.of("--registry", place.directory().resolve("registry").toString()));
        command.addAll(List.of("--xds-address", "127.0.0.1:" + xds));
        command.addAll(List.of("--http-address", "127.0.0.1:" + http));
        command.addAll(List.of("--monitoring-address", "127.0.0.1:" + FreePort.find()));
        command.add("--no-console");
        command.addAll(place.arguments());
        return command;
    }

    private static boolean isReady(int port) {
        try {
            var page =
                    (HttpURLConnection)
                            URI.create("http://127.0.0.1:" + port + "/ready")
                                    .toURL()
                                    .openConnection();
            return page.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException _) {
            return false;
        }
    }

    /// Where it serves xDS, in plaintext.
    public int port() {
        return port;
    }

    /// Its process.
    public long pid() {
        return program.pid();
    }

    /// From its start until it was ready.
    public long startNanos() {
        return startNanos;
    }

    /// Memory that it takes now; 0 when it has ended.
    public long residentKb() {
        return program.isAlive() ? Memory.of(List.of(program.pid())).residentKb() : 0;
    }

    /// The most memory that it ever took; 0 when it has ended.
    public long peakKb() {
        return program.isAlive() ? Memory.peakKb(program.pid()) : 0;
    }

    /// On a processor, all threads.
    ///
    /// @throws IllegalStateException when it has ended
    public long cpuNanos() {
        return ProcessorTime.nanos(program.pid());
    }

    /// Why it is of no more use; empty while it is.
    public String trouble() {
        return program.isAlive() ? "" : "ended; " + program.lastWords();
    }

    @Override
    public void close() {
        program.close();
    }
}
