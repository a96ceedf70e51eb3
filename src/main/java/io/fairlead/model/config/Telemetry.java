package io.fairlead.model.config;

import io.fairlead.model.telemetry.AccessLogRule;
import io.fairlead.model.telemetry.MetricsRule;
import io.fairlead.model.telemetry.TracingRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is measured, logged and traced of some workloads.
///
/// @param selector workloads of its namespace that it concerns; empty for all of the namespace, and in the root
///     namespace for all of the mesh
/// @param targeted it names gateways or services instead: no sidecar is concerned
public record Telemetry(
        Meta meta,
        Map<String, String> selector,
        boolean targeted,
        List<MetricsRule> metrics,
        List<AccessLogRule> accessLogs,
        List<TracingRule> tracing)
        implements MeshObject {
    public Telemetry {
        selector = Map.copyOf(selector);
        metrics = List.copyOf(metrics);
        accessLogs = List.copyOf(accessLogs);
        tracing = List.copyOf(tracing);
    }

    /// How far a Telemetry reaches. Each level goes on where the one before it ended.
    public enum Level {
        MESH,
        NAMESPACE,
        WORKLOAD
    }

    /// The level of this one; null for one that concerns no sidecar.
    public @Nullable Level level(String rootNamespace) {
        if (targeted) {
            return null;
        }
        if (!selector.isEmpty()) {
            return Level.WORKLOAD;
        }
        return namespace().equals(rootNamespace) ? Level.MESH : Level.NAMESPACE;
    }

    /// Those that count for a workload, at most one of each level, in the order of the levels. Of several the oldest
    /// counts.
    public static List<Telemetry> deciders(
            List<Telemetry> oldestFirst,
            String rootNamespace,
            String namespace,
            Map<String, String> labels) {
        List<Telemetry> deciders = new ArrayList<>();
        for (Level level : Level.values()) {
            oldestFirst.stream()
                    .filter(one -> one.level(rootNamespace) == level)
                    .filter(one -> level == Level.MESH || one.concerns(namespace, labels))
                    .findFirst()
                    .ifPresent(deciders::add);
        }
        return deciders;
    }

    private boolean concerns(String namespace, Map<String, String> labels) {
        return namespace().equals(namespace) && labels.entrySet().containsAll(selector.entrySet());
    }
}
