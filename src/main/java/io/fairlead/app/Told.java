package io.fairlead.app;

import io.fairlead.ca.server.Authentication;
import io.fairlead.migrate.drive.Autopilot;
import io.fairlead.model.identity.SpiffeId;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.push.ads.Services;
import io.fairlead.telemetry.als.AccessLogService;
import io.fairlead.telemetry.als.Limits;
import io.fairlead.telemetry.intake.Board;
import io.fairlead.telemetry.intake.IntakeLimits;
import io.fairlead.telemetry.intake.RelayedReports;
import io.fairlead.telemetry.intake.ReportService;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What takes what sidecars and stock Envoys tell, at this daemon and at those that follow it.
final class Told {
    private Told() {}

    /// @param daemon identity of all daemons, where there is an authority
    record Surroundings(
            Observing.Surroundings shared,
            Supplier<MeshSnapshot> mesh,
            Supplier<Optional<SpiffeId>> daemon) {}

    /// Who gets it.
    record Takers(Board board, Autopilot autopilot, Enforcing enforcing, Replicas replicas) {}

    static Services services(Surroundings around, Takers takers) {
        Observing.Surroundings shared = around.shared();
        Enforcing enforcing = takers.enforcing();
        Consumer<EvidenceDelta> evidence =
                delta -> takers.autopilot().report(enforcing.without(delta));
        takers.replicas().leader().begin(enforcing);
        takers.replicas()
                .followers()
                .begin(
                        new RelayedReports(
                                evidence, enforcing.wishes(), shared.clock(), around.daemon()));
        return Services.of(
                List.of(
                        new ReportService(
                                new ReportService.Takers(
                                        takers.board(),
                                        evidence,
                                        enforcing.wishes(),
                                        takers.replicas().leader()),
                                shared.clock(),
                                Authentication::caller,
                                shared.registry(),
                                IntakeLimits.DEFAULT),
                        new AccessLogService(
                                takers.board(),
                                new AccessLogService.Surroundings(
                                        shared.clock(),
                                        Authentication::caller,
                                        around.mesh(),
                                        shared.registry(),
                                        enforcing.evidence()),
                                Limits.DEFAULT)));
    }
}
