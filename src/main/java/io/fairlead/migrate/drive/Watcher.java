package io.fairlead.migrate.drive;

import io.fairlead.migrate.decide.evidence.Seen;
import io.fairlead.migrate.decide.evidence.WorkloadEvidence;
import io.fairlead.migrate.decide.plan.UnitFacts.Watch;
import io.fairlead.migrate.decide.plan.UnitRecord;
import io.fairlead.model.mtls.TrafficClass;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What goes wrong in a trial, held against what was usual when it began.
///
/// @param attempt names the trial
/// @param good handshakes of the mesh before it
/// @param bad that failed before it
/// @param errors part of the requests that failed before it, as callers saw it
/// @param looked begin of the window that is measured now
/// @param badWindows in a row
/// @param ready pods that were ready in it
/// @param epochs of runs of its sidecars
record Watcher(
        long attempt,
        long good,
        long bad,
        double errors,
        Instant looked,
        int badWindows,
        Set<String> ready,
        Map<String, Long> epochs) {

    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final double MORE_ERRORS = 0.005;

    Watcher {
        ready = Set.copyOf(ready);
        epochs = Map.copyOf(epochs);
    }

    /// What is seen of a unit now.
    ///
    /// @param traffic as its callers saw it
    /// @param ready pods that are ready
    /// @param pods that live
    record Sight(
            WorkloadEvidence evidence,
            Autopilot.Traffic traffic,
            Set<String> ready,
            Set<String> pods,
            Instant now) {

        private long count(int port, TrafficClass kind) {
            return evidence.of(port).sources().values().stream()
                    .filter(seen -> seen.kind() == kind)
                    .mapToLong(Seen::connections)
                    .sum();
        }

        private Map<String, Long> epochs() {
            Map<String, Long> epochs = new HashMap<>();
            evidence.pods().forEach((pod, reporter) -> epochs.put(pod, reporter.epoch()));
            return epochs;
        }
    }

    static Watcher begin(UnitRecord unit, Sight sight) {
        int port = unit.id().port();
        return new Watcher(
                Wishes.attempt(unit),
                sight.count(port, TrafficClass.MESH_MTLS),
                sight.count(port, TrafficClass.MESH_MTLS_BAD),
                sight.traffic().usual(),
                sight.now(),
                0,
                sight.ready(),
                sight.epochs());
    }

    Watcher next(Sight sight) {
        boolean over = !sight.now().isBefore(looked.plus(WINDOW));
        boolean worse =
                sight.traffic().requests() > 0
                        && (double) sight.traffic().failed() / sight.traffic().requests()
                                > errors + MORE_ERRORS;
        return new Watcher(
                attempt,
                good,
                bad,
                errors,
                over ? sight.now() : looked,
                over ? (worse ? badWindows + 1 : 0) : badWindows,
                union(sight),
                epochs);
    }

    /// A pod that becomes ready during the trial must stay so as well.
    private Set<String> union(Sight sight) {
        Set<String> all = new HashSet<>(ready);
        all.addAll(sight.ready());
        return all;
    }

    /// @param refused whom a sidecar refused before it went back; empty for nobody
    Watch watch(UnitRecord unit, Sight sight, String refused) {
        int port = unit.id().port();
        long failed = Math.max(0, sight.count(port, TrafficClass.MESH_MTLS_BAD) - bad);
        long worked = Math.max(0, sight.count(port, TrafficClass.MESH_MTLS) - good);
        double usual = good + bad == 0 ? 0 : (double) bad / (good + bad);
        Map<String, Long> now = sight.epochs();
        boolean flipped =
                unit.trialPods().stream()
                        .filter(sight.pods()::contains)
                        .anyMatch(pod -> isUnready(pod, sight) || beganAnew(pod, now));
        return new Watch(failed + worked, failed, usual, badWindows, flipped, refused);
    }

    private boolean isUnready(String pod, Sight sight) {
        return ready.contains(pod) && !sight.ready().contains(pod);
    }

    private boolean beganAnew(String pod, Map<String, Long> now) {
        Long before = epochs.get(pod);
        return before != null && !before.equals(now.getOrDefault(pod, before));
    }
}
