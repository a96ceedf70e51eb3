package io.fairlead.app;

import io.fairlead.ca.view.CaView;
import io.fairlead.migrate.decide.facts.Gathering.Certificate;
import io.fairlead.migrate.decide.plan.FleetFacts.Call;
import io.fairlead.migrate.drive.Autopilot;
import io.fairlead.telemetry.view.EdgeView.End;
import io.fairlead.telemetry.view.GraphView;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What other rooms know, in the words of the migration to mutual TLS.
final class Migration {
    private Migration() {}

    /// @param dir where the audit trail is kept; null keeps none
    static Autopilot autopilot(
            Observing.Surroundings around,
            Supplier<GraphView> graph,
            Supplier<Optional<CaView>> authority,
            @Nullable Path dir) {
        return new Autopilot(
                new Autopilot.Surroundings(
                        around.clock(),
                        around.faults(),
                        around.registry(),
                        () -> calls(graph.get()),
                        () -> authority.get().map(Migration::certificates).orElse(List.of()),
                        dir));
    }

    /// Who calls whom, of those whose workload is known.
    private static Set<Call> calls(GraphView graph) {
        return graph.edges().stream()
                .filter(edge -> isKnown(edge.source()) && isKnown(edge.destination()))
                .map(edge -> new Call(owner(edge.source()), owner(edge.destination())))
                .collect(Collectors.toSet());
    }

    private static boolean isKnown(End end) {
        return !end.namespace().isEmpty();
    }

    private static String owner(End end) {
        return end.namespace() + "/" + end.workload();
    }

    private static List<Certificate> certificates(CaView authority) {
        return authority.certificates().stream()
                .map(one ->
                        new Certificate(one.identity(), one.pod(), one.notBefore(), one.notAfter()))
                .toList();
    }
}
