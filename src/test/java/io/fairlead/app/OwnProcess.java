package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program of ours as an operator starts it, on free ports of loopback, with its output in a file.
final class OwnProcess implements AutoCloseable {
    private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();
    private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();
    private static final int STOP_SECONDS = 20;

    /// For a large mesh, of all processes together; a busy machine takes longer for the same work.
    private static final Duration WORK_MAX = Duration.ofMinutes(5);

    private static final Duration WAIT_MAX = Duration.ofMinutes(25);

    /// A look may cost the process that is waited for as much as its work: there are long pauses behind long looks.
    private static final int PAUSES = 5;

    private final Process process;
    private final Path log;

    private OwnProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    /// The daemon; waits until it says that it has started.
    ///
    /// @param prefix what stands before the command
    /// @param flags of the JVM
    /// @param arguments beside the addresses
    static OwnProcess daemon(
            Path log, List<String> prefix, List<String> flags, List<String> arguments)
            throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(java(flags, Main.class.getName()));
        command.addAll(List.of("daemon", "--no-console"));
        for (String port : List.of("xds", "http", "monitoring")) {
            command.addAll(List.of("--" + port + "-address", "127.0.0.1:0"));
        }
        command.addAll(arguments);
        OwnProcess daemon = start(new ProcessBuilder(command), log);
        until(() -> daemon.log().contains("daemon started"), List.of(daemon));
        return daemon;
    }

    /// A JVM with the class path of this one.
    static List<String> java(List<String> flags, String main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        return command;
    }

    static OwnProcess start(ProcessBuilder builder, Path log) throws IOException {
        return new OwnProcess(
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /// What the log says that it listens on.
    int port(String name) throws IOException {
        Matcher found = Pattern.compile(" " + name + "=(?:127.0.0.1:)?(\\d+)").matcher(log());
        assertThat(found.find()).as(log()).isTrue();
        return Integer.parseInt(found.group(1));
    }

    /// A path as the process sees it, which may have a mount namespace of its own.
    Path seen(Path path) {
        return Path.of("/proc/" + process.pid() + "/root" + path);
    }

    /// The most memory that was ever resident.
    long peakKb() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    static void until(Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /// Waits for what these processes have to work for. The bound is the time that they have on a processor, which does
    /// not depend on what else the machine does; one that ended, or that does nothing, is not waited for.
    static void until(Condition condition, List<OwnProcess> workers) throws Exception {
        Instant begun = Instant.now();
        Duration before = worked(workers);
        while (true) {
            long looked = System.nanoTime();
            if (holdsYet(condition)) {
                return;
            }
            long took = System.nanoTime() - looked;
            for (OwnProcess worker : workers) {
                assertThat(worker.isAlive()).as(worker.log()).isTrue();
            }
            assertThat(worked(workers).minus(before)).as("work").isLessThan(WORK_MAX);
            assertThat(Instant.now()).as("in time").isBefore(begun.plus(WAIT_MAX));
            LockSupport.parkNanos(Math.max(LOOK_NANOS, PAUSES * took));
        }
    }

    private static boolean holdsYet(Condition condition) throws Exception {
        try {
            return condition.holds();
        } catch (IOException _) {
            return false; // It does not listen yet.
        }
    }

    private static Duration worked(List<OwnProcess> workers) {
        return workers.stream()
                .flatMap(worker -> worker.process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
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
