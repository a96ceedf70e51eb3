package io.fairlead.telemetry.intake;

import io.fairlead.clock.Clock;
import io.fairlead.model.identity.SpiffeId;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.telemetry.aggregate.TrafficReport;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Takes in what sidecars of another daemon report to the migration, as if they had reported here. What they report of
/// their traffic that daemon tells in another way.
public final class RelayedReports {
    private final Consumer<EvidenceDelta> evidence;
    private final Wishes wishes;
    private final Clock clock;
    private final Supplier<Optional<SpiffeId>> daemons;

    /// @param daemons identity of all daemons, which tell of pods with a stock Envoy
    public RelayedReports(
            Consumer<EvidenceDelta> evidence,
            Wishes wishes,
            Clock clock,
            Supplier<Optional<SpiffeId>> daemons) {
        this.evidence = evidence;
        this.wishes = wishes;
        this.clock = clock;
        this.daemons = daemons;
    }

    /// A report, once or more than once, in order.
    ///
    /// @param identity that was proved to the other daemon
    /// @param proved pod that the proof named; else empty
    /// @param back by which wishes go to the pod; null where they go another way
    /// @return the pod that it is of
    /// @throws IOException saying what is wrong with it
    public PodRef take(
            SpiffeId identity, String proved, byte[] message, Wishes.@Nullable Outlet back)
            throws IOException {
        if (message.length > IntakeLimits.REPORT_BYTES_MAX) {
            throw new IOException("the report is longer than 512 KiB");
        }
        TrafficReport report = ReportMessages.report(message);
        boolean daemon = back == null && daemons.get().equals(Optional.of(identity));
        if (!daemon && !speaksFor(identity, proved, report.pod())) {
            throw new IOException("%s reports for %s".formatted(identity, report.pod()));
        }
        EvidenceDelta delta = EvidenceMessages.of(message, report, clock.now()).orElse(null);
        EnforcementMessages.Held held = EnforcementMessages.held(message).orElse(null);
        PodRef pod = new PodRef(report.pod().namespace(), report.pod().name());
        if (delta != null) {
            evidence.accept(delta);
        }
        if (back != null) {
            wishes.heard(pod, back, held);
        }
        return pod;
    }

    /// The pod's stream there is over.
    public void closed(PodRef pod, Wishes.Outlet back) {
        wishes.closed(pod, back);
    }

    /// Who may report of a pod: its own identity, by whichever proof.
    static boolean speaksFor(SpiffeId identity, String proved, TrafficReport.Pod pod) {
        return identity.namespace().equals(pod.namespace())
                && (proved.isEmpty() || proved.equals(pod.name()));
    }
}
