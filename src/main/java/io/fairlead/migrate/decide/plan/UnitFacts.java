package io.fairlead.migrate.decide.plan;

import io.fairlead.migrate.decide.evidence.WorkloadEvidence;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.model.mtls.UnitId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is true of one unit now.
///
/// @param pods that live
/// @param statics what the configuration says against STRICT
/// @param callers workloads of the mesh that call it
/// @param unobservable why no evidence is possible; empty when it is
/// @param trouble why nothing may be changed: a person's object, certificates, the control plane; empty when nothing is
/// @param lockedByPerson a person's object says STRICT already
/// @param edited a person changed, or removed, the policy of its lock
/// @param legacy connections in clear text that still live
public record UnitFacts(
        UnitId id,
        List<Pod> pods,
        WorkloadEvidence evidence,
        List<Blocker> statics,
        List<Client> callers,
        String unobservable,
        String trouble,
        boolean lockedByPerson,
        boolean edited,
        Watch watch,
        long legacy,
        Proof proof) {

    public UnitFacts {
        pods = List.copyOf(pods);
        statics = List.copyOf(statics);
        callers = List.copyOf(callers);
    }

    /// A unit of which only its pods and evidence are known.
    public static UnitFacts of(UnitId id, List<Pod> pods, WorkloadEvidence evidence) {
        return new UnitFacts(
                id,
                pods,
                evidence,
                List.of(),
                List.of(),
                "",
                "",
                false,
                false,
                Watch.QUIET,
                0,
                Proof.NONE);
    }

    /// A pod and what it does with the port, as it acknowledged last.
    public record Pod(String name, PortMode acked) {}

    /// A workload of the mesh that calls it.
    ///
    /// @param certificateLeft part of its certificate's life that is left, 0 to 1
    /// @param willUseMtls it acknowledged configuration by which it calls with mutual TLS
    /// @param startedAt when its youngest pod began
    public record Client(
            String owner, double certificateLeft, boolean willUseMtls, Instant startedAt) {

        /// A CronJob begins anew with each run, whether or not a pod of it is left.
        public Client notBefore(Instant begun) {
            return begun.isAfter(startedAt)
                    ? new Client(owner, certificateLeft, willUseMtls, begun)
                    : this;
        }
    }

    /// What goes wrong while it is on trial, held against what was usual before.
    ///
    /// @param handshakes of callers of the mesh
    /// @param failedHandshakes of them
    /// @param usualFailures part of the handshakes that failed before
    /// @param badWindows how many windows in a row callers saw more errors than usual
    /// @param flipped a pod that enforces became unready or began anew
    /// @param refused whom a sidecar refused before it took the trial back by itself; empty when none did
    public record Watch(
            long handshakes,
            long failedHandshakes,
            double usualFailures,
            int badWindows,
            boolean flipped,
            String refused) {
        public Watch(
                long handshakes,
                long failedHandshakes,
                double usualFailures,
                int badWindows,
                boolean flipped) {
            this(handshakes, failedHandshakes, usualFailures, badWindows, flipped, "");
        }

        public static final Watch QUIET = new Watch(0, 0, 0, 0, false);

        private static final double MORE_FAILURES = 0.001;
        private static final int BAD_WINDOWS = 3;

        /// Empty when nothing trips.
        String trip() {
            if (!refused.isEmpty()) {
                return "refused a connection of " + refused;
            }
            double usual = usualFailures * handshakes;
            if (failedHandshakes > usual + Math.max(1, MORE_FAILURES * handshakes)) {
                return "%d of %d handshakes of the mesh failed"
                        .formatted(failedHandshakes, handshakes);
            }
            if (badWindows >= BAD_WINDOWS) {
                return "callers see more errors than before, %d windows in a row"
                        .formatted(badWindows);
            }
            return flipped ? "a pod that enforces became unready or began anew" : "";
        }
    }

    /// What was seen from outside of the pods.
    ///
    /// @param at null before the first time
    /// @param says what was wrong; empty when all was right
    public record Proof(@Nullable Instant at, String says) {
        public static final Proof NONE = new Proof(null, "");

        boolean holds(Instant since) {
            return at != null && !at.isBefore(since) && says.isEmpty();
        }

        boolean fails(Instant since) {
            return at != null && !at.isBefore(since) && !says.isEmpty();
        }
    }

    /// Mode that all pods acknowledged: what may be shown.
    public PortMode shown() {
        return pods.stream().map(Pod::acked).min(Enum::compareTo).orElse(PortMode.PERMISSIVE);
    }

    Set<String> podNames() {
        return pods.stream().map(Pod::name).collect(Collectors.toUnmodifiableSet());
    }
}
