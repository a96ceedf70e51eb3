package io.fairlead.perf.peer;

import io.fairlead.perf.process.Launch;
import io.fairlead.perf.process.Program;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// A peer whose programs run and answer.
public final class Running implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int ANSWER_MILLIS = 1000;

    private final String name;
    private final Peer.Setup setup;
    private final List<Program> programs;
    private Duration firstAnswer = Duration.ZERO;

    private Running(String name, Peer.Setup setup, List<Program> programs) {
        this.name = name;
        this.setup = setup;
        this.programs = programs;
    }

    /// Starts a peer and waits until it has answered one request.
    ///
    /// @param processor the only one that it may run on
    /// @throws IOException with the end of its log, when it ends or doesn't answer
    public static Running start(
            String name, Peer.Setup setup, Family family, Path directory, int processor)
            throws IOException {
        List<Program> programs = new ArrayList<>();
        Running running = new Running(name, setup, programs);
        long begin = System.nanoTime();
        try {
            for (Launch launch : setup.programs()) {
                programs.add(Program.start(launch.on(processor), directory));
            }
            while (!answers(setup.port(), family)) {
                running.checkAlive();
                if (System.nanoTime() - begin > START_MAX.toNanos()) {
                    throw new IOException(
                            name
                                    + " didn't answer within "
                                    + START_MAX.toSeconds()
                                    + " s; "
                                    + running.lastWords());
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
            running.firstAnswer = Duration.ofNanos(System.nanoTime() - begin);
            return running;
        } catch (IOException | RuntimeException e) {
            running.close();
            throw e;
        }
    }

    /// One request on a connection of its own. HTTP/2 is asked for its settings only: that is as much as one can read
    /// without a table of headers, and no proxy sends them before it is ready.
    private static boolean answers(int port, Family family) {
        boolean http2 = family == Family.HTTP2;
        String request =
                http2
                        ? "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
                        : "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                                .formatted(Backend.SMALL, Backend.HOST);
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            byte[] first = socket.getInputStream().readNBytes(12);
            return http2
                    ? first.length == 12 && first[3] == 4
                    : new String(first, StandardCharsets.ISO_8859_1).equals("HTTP/1.1 200");
        } catch (IOException _) {
            return false;
        }
    }

    private void checkAlive() throws IOException {
        for (Program program : programs) {
            if (!program.isAlive()) {
                throw new IOException(name + " ended; " + program.lastWords());
            }
        }
    }

    private String lastWords() {
        return programs.stream().map(Program::lastWords).collect(Collectors.joining("; "));
    }

    /// As tables call it.
    public String name() {
        return name;
    }

    /// How it was set up.
    public Peer.Setup setup() {
        return setup;
    }

    /// From the start of its first program to the first answer.
    public Duration firstAnswer() {
        return firstAnswer;
    }

    /// All its processes.
    public List<Long> processes() {
        return programs.stream().flatMap(program -> program.processes().stream()).toList();
    }

    /// Empties its logs, so that a run doesn't fill the disk. They are open for appending, so nothing is torn.
    public void emptyLogs() throws IOException {
        for (Path log : setup.logs()) {
            if (Files.exists(log)) {
                FileChannel.open(log, StandardOpenOption.WRITE).truncate(0).close();
            }
        }
    }

    @Override
    public void close() {
        programs.reversed().forEach(Program::close);
        for (AutoCloseable resource : setup.resources()) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException(name + " doesn't close", e);
            }
        }
    }
}
