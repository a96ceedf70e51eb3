package io.fairlead.migrate.enforce;

import io.fairlead.clock.Clock;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.EvidenceDelta.Row;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.TrafficClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// The daemon's own knocks, which are no evidence against anybody: as many refused connections of a port as it made are
/// taken out of what the pod reports, and not one more.
final class Ledger {
    /// A knock that no report spoke of in this time is forgotten.
    private static final Duration KEPT = Duration.ofSeconds(60);

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Place, Open> open = new HashMap<>();

    private record Place(PodRef pod, int port) {}

    private record Open(long knocks, long lastNanos) {}

    Ledger(Clock clock) {
        this.clock = clock;
    }

    void knocks(Enforcer.Target target, Check check) {
        if (check == Check.MESH) {
            return;
        }
        lock.lock();
        try {
            long nanos = clock.nanos();
            open.values().removeIf(one -> nanos - one.lastNanos > KEPT.toNanos());
            open.merge(
                    new Place(target.pod(), target.port()),
                    new Open(1, nanos),
                    (known, _) -> new Open(known.knocks + 1, nanos));
        } finally {
            lock.unlock();
        }
    }

    /// What a pod reports, without the daemon's own knocks.
    ///
    /// @param source whether an address is the daemon's
    EvidenceDelta without(EvidenceDelta delta, Predicate<String> source) {
        lock.lock();
        try {
            if (open.isEmpty()) {
                return delta;
            }
            List<Row> rows = new ArrayList<>();
            PodRef pod = new PodRef(delta.pod().namespace(), delta.pod().name());
            delta.rows().forEach(row -> add(row, pod, source.test(row.source()), rows));
            return delta.with(rows);
        } finally {
            lock.unlock();
        }
    }

    private void add(Row row, PodRef pod, boolean own, List<Row> rows) {
        Place place = new Place(pod, row.port());
        Open made = open.get(place);
        boolean refusable =
                row.kind().wouldBeCut()
                        || row.kind() == TrafficClass.MESH_MTLS_BAD
                        || row.kind() == TrafficClass.SILENT;
        if (!own || made == null || !refusable || row.refused() == 0) {
            rows.add(row);
            return;
        }
        long mine = Math.min(row.refused(), made.knocks);
        if (mine == made.knocks) {
            open.remove(place);
        } else {
            open.put(place, new Open(made.knocks - mine, made.lastNanos));
        }
        if (row.connections() > mine || row.requests() > 0) {
            rows.add(
                    new Row(
                            row.port(),
                            row.kind(),
                            row.source(),
                            row.detail(),
                            row.connections() - mine,
                            row.requests(),
                            row.refused() - mine,
                            row.ports()));
        }
    }
}
