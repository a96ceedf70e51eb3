package io.fairlead.telemetry.als;

import io.fairlead.clock.Clock;
import io.fairlead.model.mtls.Dialed;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.FourTuple;
import io.fairlead.model.mtls.PodRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Reports of who came to pods with a stock Envoy, as our own sidecar would send them: made of what Envoys log. For all
/// threads.
///
/// An Envoy numbers nothing and hears nothing back. That it tells is known by its configuration and by its open stream
/// of that; that something is lost, by a log's stream that ends and by what is dropped here. Then its reports begin
/// anew, which is a gap.
public final class EnvoyEvidence {
    /// So that the runs of a daemon that starts again are others.
    private static final long RUNS_PER_MILLI = 1_000;

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PodRef, Teller> tellers = new HashMap<>();
    private long lastRun;

    /// One pod.
    private static final class Teller {
        private final ArrivalBook book = new ArrivalBook();
        private final Map<FourTuple, Dialed> dials = new LinkedHashMap<>();

        /// Of its configuration; 0 before one was heard of.
        private long stream;

        private long epoch;
        private long sequence;
        private Instant until;
        private boolean lost;
        private long lostNanos;

        Teller(Instant from) {
            this.until = from;
        }
    }

    public EnvoyEvidence(Clock clock) {
        this.clock = clock;
        this.lastRun = clock.now().toEpochMilli() * RUNS_PER_MILLI;
    }

    /// An Envoy told of these.
    void came(PodRef pod, List<Arrival> arrivals) {
        lock.lock();
        try {
            Teller teller = of(pod);
            long nanos = clock.nanos();
            arrivals.forEach(arrival -> teller.book.add(arrival, nanos));
        } finally {
            lock.unlock();
        }
    }

    /// An Envoy told that its workload opened these. Each may be told again with every request.
    void dialed(PodRef pod, List<Dialed> dials) {
        lock.lock();
        try {
            Teller teller = of(pod);
            for (Dialed dialed : dials) {
                if (teller.dials.size() < Limits.CONNECTIONS_MAX) {
                    teller.dials.putIfAbsent(dialed.tuple(), dialed);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// Something that an Envoy told, or would have told, is lost.
    void lost(PodRef pod) {
        lock.lock();
        try {
            Teller teller = tellers.get(pod);
            if (teller != null) {
                lose(teller);
            }
        } finally {
            lock.unlock();
        }
    }

    /// The same of one that has not said which pod of this namespace it is.
    void lostIn(String namespace) {
        lock.lock();
        try {
            tellers.forEach((pod, teller) -> {
                if (pod.namespace().equals(namespace)) {
                    lose(teller);
                }
            });
        } finally {
            lock.unlock();
        }
    }

    private void lose(Teller teller) {
        teller.lost = true;
        teller.lostNanos = clock.nanos();
    }

    private Teller of(PodRef pod) {
        return tellers.computeIfAbsent(pod, _ -> new Teller(clock.now()));
    }

    /// A report of each pod whose Envoy tells, of the time since the last call.
    ///
    /// @param telling number of the stream by which each of them gets its configuration: another one is another run
    public List<EvidenceDelta> take(Map<PodRef, Long> telling) {
        lock.lock();
        try {
            tellers.keySet().retainAll(telling.keySet());
            List<EvidenceDelta> deltas = new ArrayList<>();
            telling.forEach((pod, stream) -> {
                Teller teller = of(pod);
                boolean begins = teller.stream != stream;
                boolean leaves =
                        teller.lost && clock.nanos() - teller.lostNanos < Limits.LATE.toNanos();
                // One that ends loses its logs' streams just before that of its configuration.
                if (begins || !leaves) {
                    deltas.add(next(pod, teller, stream));
                }
            });
            return deltas;
        } finally {
            lock.unlock();
        }
    }

    private EvidenceDelta next(PodRef pod, Teller teller, long stream) {
        if (teller.stream != stream || teller.lost) {
            teller.stream = stream;
            teller.lost = false;
            teller.epoch = ++lastRun;
            teller.sequence = 0;
        }
        teller.sequence++;
        Instant now = clock.now();
        Instant from = teller.until.isAfter(now) ? now : teller.until;
        teller.until = now;
        List<Dialed> dials = List.copyOf(teller.dials.values());
        teller.dials.clear();
        return new EvidenceDelta(
                new EvidenceDelta.Pod(pod.namespace(), "", pod.name()),
                teller.epoch,
                teller.sequence,
                from,
                now,
                teller.book.take(clock.nanos()),
                dials);
    }
}
