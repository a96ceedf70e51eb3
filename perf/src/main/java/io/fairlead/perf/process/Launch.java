package io.fairlead.perf.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A program to start.
///
/// @param name of its log file
public record Launch(String name, List<String> command, Map<String, String> environment) {

    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    public static Launch of(String name, String... command) {
        return new Launch(name, List.of(command), Map.of());
    }

    /// A copy that runs on one processor only.
    public Launch on(int processor) {
        List<String> pinned = new ArrayList<>(pin(processor));
        pinned.addAll(command);
        return new Launch(name, pinned, environment);
    }

    /// What stands before a command so that it runs on one processor only; nothing where the machine has just one.
    public static List<String> pin(int processor) {
        return Runtime.getRuntime().availableProcessors() < 2
                ? List.of()
                : List.of("taskset", "-c", Integer.toString(processor));
    }
}
