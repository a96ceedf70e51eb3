package io.fairlead.perf.load;

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

/// The load generator as whoever measures sees it: a process that is given orders.
public final class LoadProcess implements AutoCloseable {
    private static final List<String> FLAGS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xms64m",
                    "-Xmx64m",
                    "-Xmn32m",
                    "-Dio.netty.leakDetection.level=disabled",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private final ObjectMapper json = new ObjectMapper();
    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader results;

    private LoadProcess(Process process) {
        this.process = process;
        this.orders =
                new BufferedWriter(
                        new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.results =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /// Starts it with this program's own class path.
    ///
    /// @param prefix what makes it run on its processor
    public static LoadProcess start(List<String> prefix) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        return new LoadProcess(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /// Carries out one order and waits for its result.
    public Result carryOut(Order order) throws IOException {
        orders.write(json.writeValueAsString(order));
        orders.newLine();
        orders.flush();
        String line = results.readLine();
        if (line == null) {
            throw new IOException("the load generator ended");
        }
        return json.readValue(line, Result.class);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
