package io.fairlead.ingest.validate;

import io.fairlead.ingest.validate.ProviderReferences.Use;
import io.fairlead.model.config.Origin;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.Telemetry;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.List;

/// Asks of one Telemetry whom it concerns, and whether its providers are there.
record TelemetryReferences(MeshSnapshot mesh, Findings findings) {

    void check(Telemetry telemetry) {
        shadowed(telemetry);
        selector(telemetry);
        ProviderReferences providers = new ProviderReferences(mesh, findings);
        for (int i = 0; i < telemetry.metrics().size(); i++) {
            providers.check(
                    telemetry.metrics().get(i).providers(), Use.METRICS, "spec.metrics[" + i + "]");
        }
        for (int i = 0; i < telemetry.accessLogs().size(); i++) {
            providers.check(
                    telemetry.accessLogs().get(i).providers(),
                    Use.LOGS,
                    "spec.accessLogging[" + i + "]");
        }
        for (int i = 0; i < telemetry.tracing().size(); i++) {
            providers.check(
                    telemetry.tracing().get(i).providers(), Use.TRACES, "spec.tracing[" + i + "]");
        }
    }

    private void selector(Telemetry telemetry) {
        List<Server> all = Server.in(telemetry.namespace(), mesh);
        if (!telemetry.selector().isEmpty()
                && !all.isEmpty()
                && all.stream().noneMatch(server -> server.has(telemetry.selector()))) {
            findings.warning(
                    "empty-selector",
                    "spec.selector.matchLabels",
                    new Told(
                            "no pod of %s has the labels %s"
                                    .formatted(telemetry.namespace(), telemetry.selector()),
                            "a selector chooses among the pods of its own namespace",
                            "correct the labels, or start such pods"));
        }
    }

    /// Of several Telemetries of one level the oldest counts.
    private void shadowed(Telemetry telemetry) {
        mesh.telemetries().stream()
                .takeWhile(other -> !other.equals(telemetry))
                .filter(other -> !other.targeted() && !telemetry.targeted())
                .filter(other -> other.namespace().equals(telemetry.namespace()))
                .filter(other -> other.selector().equals(telemetry.selector()))
                .findFirst()
                .ifPresent(older -> {
                    Origin origin = mesh.origin(older.key());
                    findings.warning(
                            "shadowed",
                            "",
                            new Told(
                                    "%s at %s:%d counts instead"
                                            .formatted(older.key(), origin.file(), origin.line()),
                                    "of several Telemetries for the same workloads the oldest counts",
                                    "put both into one"));
                });
    }
}
