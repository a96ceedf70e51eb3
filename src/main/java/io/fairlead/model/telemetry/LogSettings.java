package io.fairlead.model.telemetry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The access logs of one side of a workload, after all levels are folded.
///
/// @param logs null: nobody said anything, MeshConfig's `accessLogFile` counts; none: there is no log
public record LogSettings(@Nullable List<Log> logs) {
    public LogSettings {
        logs = logs == null ? null : List.copyOf(logs);
    }

    /// One log.
    ///
    /// @param filter in CEL; empty for none
    public record Log(Provider provider, String filter) {}

    /// Folds the rules of all levels, the widest first.
    public static LogSettings of(List<AccessLogRule> rules, MeshTelemetry mesh, Side side) {
        if (rules.isEmpty() && mesh.logs().isEmpty()) {
            return new LogSettings(null);
        }
        List<String> named = mesh.logs();
        for (AccessLogRule rule : rules) {
            named = rule.providers().isEmpty() ? named : rule.providers();
        }
        // A provider of a level above that the last one did not name does not count any more.
        List<String> inScope = named;
        Map<String, String> filters = new TreeMap<>();
        if (rules.isEmpty()) {
            inScope.forEach(name -> filters.put(name, ""));
        }
        List<String> inherited = mesh.logs();
        for (AccessLogRule rule : rules) {
            inherited = rule.providers().isEmpty() ? inherited : rule.providers();
            if (!rule.sides().contains(side)) {
                continue;
            }
            for (String name : inherited) {
                if (inScope.contains(name)) {
                    if (rule.disabled()) {
                        filters.remove(name);
                    } else {
                        filters.put(name, rule.filter());
                    }
                }
            }
        }
        return new LogSettings(
                filters.entrySet().stream()
                        .map(log ->
                                mesh.provider(log.getKey())
                                        .map(provider -> new Log(provider, log.getValue())))
                        .flatMap(Optional::stream)
                        .toList());
    }
}
