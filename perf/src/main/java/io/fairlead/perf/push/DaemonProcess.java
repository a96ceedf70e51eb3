package io.fairlead.perf.push;

import io.fairlead.perf.machine.Memory;
import io.fairlead.perf.machine.ProcessorTime;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The daemon, as `./fairlead daemon` runs it: its jar, the flags of `src/jvm.options`, its start-up cache where there
/// is one.
final class DaemonProcess implements AutoCloseable {
    private static final long START_NANOS_MAX = TimeUnit.MINUTES.toNanos(3);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int STOP_SECONDS = 5;
    private static final int LOG_LINES = 15;

    private final Process process;
    private final Path log;
    private final int port;
    private final long startNanos;

    private DaemonProcess(Process process, Path log, int port, long startNanos) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.startNanos = startNanos;
    }

    /// Where everything is.
    ///
    /// @param home the checkout, built
    /// @param directory with the directories `config` and `registry`
    /// @param flags of the JVM, after those of `jvm.options`
    record Place(Path home, Path directory, List<String> flags) {
        Place {
            flags = List.copyOf(flags);
        }
    }

    /// Starts it and waits until it is ready.
    static DaemonProcess start(Place place) throws IOException {
        int xds = freePort();
        int http = freePort();
        Path log = place.directory().resolve("daemon.log");
        long begin = System.nanoTime();
        Process process =
                new ProcessBuilder(command(place, xds, http))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        while (!isReady(http)) {
            boolean late = System.nanoTime() - begin > START_NANOS_MAX;
            if (late || !process.isAlive()) {
                process.destroyForcibly();
                throw new IOException(
                        "the daemon did not become ready; it said:\n  " + lastWords(log));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return new DaemonProcess(process, log, xds, System.nanoTime() - begin);
    }

    private static List<String> command(Place place, int xds, int http) throws IOException {
        Path jar = place.home().resolve("target/daemon/fairlead-0.1.0.jar");
        if (!Files.exists(jar)) {
            throw new IOException("no " + jar + "; mvn package");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Files.readAllLines(place.home().resolve("src/jvm.options")).stream()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .forEach(command::add);
        Path cache = jar.resolveSibling("fairlead-0.1.0.aot");
        if (Files.exists(cache) && place.flags().isEmpty()) {
            command.add("-XX:AOTCache=" + cache);
        }
        command.addAll(place.flags());
        command.addAll(List.of("-cp", classPath(jar), "io.fairlead.app.Main", "daemon"));
        command.addAll(List.of("--config", place.directory().resolve("config").toString()));
        command.addAll(List.of("--registry", place.directory().resolve("registry").toString()));
        command.addAll(List.of("--xds-address", "127.0.0.1:" + xds));
        command.addAll(List.of("--http-address", "127.0.0.1:" + http));
        command.addAll(List.of("--monitoring-address", "127.0.0.1:" + freePort()));
        return command;
    }

    /// The jar, then its libraries by name: the order in which the launcher made the start-up cache.
    private static String classPath(Path jar) throws IOException {
        try (Stream<Path> libraries = Files.list(jar.resolveSibling("lib"))) {
            return Stream.concat(Stream.of(jar), libraries.sorted())
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
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

    private static String lastWords(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(
                    "\n  ", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "its log can't be read: " + e.getMessage();
        }
    }

    /// Where it serves xDS, in plaintext.
    int port() {
        return port;
    }

    /// From its start until it was ready.
    long startNanos() {
        return startNanos;
    }

    /// Memory that it takes now; 0 when it has ended.
    long residentKb() {
        return process.isAlive() ? Memory.of(List.of(process.pid())).residentKb() : 0;
    }

    /// The most memory that it ever took; 0 when it has ended.
    long peakKb() {
        return process.isAlive() ? Memory.peakKb(process.pid()) : 0;
    }

    /// On a processor, all threads.
    ///
    /// @throws IllegalStateException when it has ended
    long cpuNanos() {
        return ProcessorTime.nanos(process.pid());
    }

    /// Why it is of no more use; empty while it is.
    String trouble() {
        return process.isAlive() ? "" : "the daemon ended; it said:\n  " + lastWords(log);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
