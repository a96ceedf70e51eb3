package io.fairlead.ingest.file;

import io.fairlead.ingest.decode.Decoded;
import io.fairlead.meter.MetricNames;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Counts objects found good and objects found wrong, under the names of Istio's webhook. Kinds and reasons are words
/// of ours: whatever stands in a file, it makes no new series.
public final class Validations {
    /// Those of Istio and of ours; a kind that somebody made up is told without its name.
    private static final Set<String> KINDS =
            Set.of(
                    "AuthorizationPolicy",
                    "DestinationRule",
                    "EnvoyFilter",
                    "Gateway",
                    "MtlsMigration",
                    "PeerAuthentication",
                    "ProxyConfig",
                    "RequestAuthentication",
                    "ServiceEntry",
                    "Sidecar",
                    "Telemetry",
                    "VirtualService",
                    "WasmPlugin",
                    "WorkloadEntry",
                    "WorkloadGroup");

    private static final Set<String> GROUPS =
            Set.of(
                    "extensions.istio.io",
                    "networking.istio.io",
                    "security.istio.io",
                    "telemetry.istio.io");

    private final MeterRegistry registry;

    public Validations(MeterRegistry registry) {
        this.registry = registry;
    }

    /// A file was read.
    void count(Decoded decoded) {
        for (Decoded.Item item : decoded.items()) {
            ObjectKey key = item.object().meta().key();
            registry.counter(
                            MetricNames.VALIDATION_PASSED,
                            "group",
                            group(key),
                            "resource",
                            resource(key))
                    .increment();
        }
        wrong(decoded.problems());
    }

    /// This was found wrong, of whatever object.
    public void wrong(List<Problem> problems) {
        Set<ObjectKey> told = new HashSet<>();
        for (Problem problem : problems) {
            if (problem.isError() && (problem.object() == null || told.add(problem.object()))) {
                failed(problem).increment();
            }
        }
    }

    private Counter failed(Problem problem) {
        ObjectKey object = problem.object();
        ObjectKey known = object != null && KINDS.contains(object.kind()) ? object : null;
        return registry.counter(
                MetricNames.VALIDATION_FAILED,
                "group",
                group(known),
                "resource",
                resource(known),
                "reason",
                problem.code());
    }

    /// A group that somebody made up is told without its name, too.
    private static String group(@Nullable ObjectKey key) {
        return key != null && GROUPS.contains(key.group()) ? key.group() : "";
    }

    private static String resource(@Nullable ObjectKey key) {
        return key == null ? "" : key.kind().toLowerCase(Locale.ROOT);
    }
}
