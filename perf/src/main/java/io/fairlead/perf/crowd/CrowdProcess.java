package io.fairlead.perf.crowd;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The crowd as whoever measures sees it: a process that is given orders.
public final class CrowdProcess implements AutoCloseable {
    private static final List<String> FLAGS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xms512m",
                    "-Xmx3g",
                    "-Xmn256m",
                    "-Dio.netty.leakDetection.level=disabled",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private final ObjectMapper json = new ObjectMapper();
    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader answers;

    private CrowdProcess(Process process) {
        this.process = process;
        this.orders =
                new BufferedWriter(
                        new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.answers =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /// Starts it with this program's own class path.
    public static CrowdProcess start() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        return new CrowdProcess(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /// Carries out one order and waits for its answer.
    public Answer carryOut(Order order) throws IOException {
        orders.write(json.writerFor(Order.class).writeValueAsString(order));
        orders.newLine();
        orders.flush();
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the crowd of sidecars ended");
        }
        return json.readValue(line, Answer.class);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
