package io.fairlead.perf.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A process of our own class path that reads an order a line and writes an answer a line, both as JSON.
///
/// @param <O> its orders
/// @param <A> its answers
public final class Worker<O, A> implements AutoCloseable {
    private final ObjectMapper json = new ObjectMapper();
    private final Kind<O, A> kind;
    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader answers;

    /// What it is.
    ///
    /// @param name for messages
    /// @param flags of its JVM
    public record Kind<O, A>(
            String name, List<String> flags, Class<?> main, Class<O> order, Class<A> answer) {
        public Kind {
            flags = List.copyOf(flags);
        }
    }

    private Worker(Kind<O, A> kind, Process process) {
        this.kind = kind;
        this.process = process;
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /// Starts one.
    ///
    /// @param prefix what makes it run on its processor, may be empty
    public static <O, A> Worker<O, A> start(Kind<O, A> kind, List<String> prefix)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(kind.flags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(kind.main().getName());
        return new Worker<>(
                kind,
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /// Carries out one order and waits for its answer.
    public A carryOut(O order) throws IOException {
        orders.write(json.writerFor(kind.order()).writeValueAsString(order));
        orders.newLine();
        orders.flush();
        String line = answers.readLine();
        if (line == null) {
            throw new IOException(kind.name() + " ended");
        }
        return json.readValue(line, kind.answer());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
