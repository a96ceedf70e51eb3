package io.fairlead.perf.peer;

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

    static Launch of(String name, String... command) {
        return new Launch(name, List.of(command), Map.of());
    }

    /// A copy that runs on one processor only.
    Launch on(int processor) {
        List<String> pinned = new ArrayList<>(Running.pin(processor));
        pinned.addAll(command);
        return new Launch(name, pinned, environment);
    }
}
