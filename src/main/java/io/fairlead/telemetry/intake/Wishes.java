package io.fairlead.telemetry.intake;

import io.fairlead.clock.Clock;
import io.fairlead.model.mtls.PodHeld;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PodWish;
import io.fairlead.model.mtls.PortHeld;
import io.fairlead.model.mtls.PortMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Brings to each sidecar what is wished of its pod, on the stream by which it reports, and knows what it says of that.
///
/// ```
/// another wish ──▶ all of it goes out at once ──▶ the pod's next report says the version: held
/// the same     ──▶ a word every third of the ttl, as long as there is a trial in it
/// a new stream ──▶ all of it goes out with the first report
/// ```
///
/// Who wishes no more (because it hangs, or ended) lets every trial end by itself: nothing is renewed in here.
public final class Wishes {
    /// How long a trial goes on without another word.
    public static final Duration TTL = Duration.ofSeconds(15);

    private static final int WORDS_PER_TTL = 3;
    private static final int MICROS_PER_MILLI = 1_000;

    private final Clock clock;
    private final Duration ttl;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PodRef, Pod> pods = new HashMap<>();
    private long versions;
    private boolean told;

    /// The way to a sidecar. It is called with a lock held, and waits for nobody.
    public interface Outlet {
        void send(byte[] ack);
    }

    private static final class Pod {
        private @Nullable Outlet outlet;
        private PodWish wish = PodWish.NONE;
        private Set<String> known = Set.of();

        /// Of what is wished; 0 when nothing is, and nothing has to be taken back.
        private long version;

        private long sentVersion;
        private long sentNanos;
        private @Nullable Said said;
    }

    private record Said(long version, Instant at, SortedMap<Integer, PortHeld> ports) {}

    public Wishes(Clock clock, Duration ttl) {
        this.clock = clock;
        this.ttl = ttl;
        // Another run of the daemon must not take one of these for its own.
        this.versions = clock.now().toEpochMilli() * MICROS_PER_MILLI;
    }

    /// All that is wished, of all pods.
    ///
    /// @param known addresses of callers for whom sidecars take a trial back by themselves
    public void wish(Map<PodRef, PodWish> wished, Set<String> known) {
        lock.lock();
        try {
            told = true;
            Set<PodRef> all = new HashSet<>(wished.keySet());
            pods.forEach((ref, pod) -> {
                if (pod.version > 0) {
                    all.add(ref);
                }
            });
            all.forEach(ref -> wish(ref, wished.getOrDefault(ref, PodWish.NONE), known));
        } finally {
            lock.unlock();
        }
    }

    private void wish(PodRef ref, PodWish next, Set<String> known) {
        Pod pod = pods.computeIfAbsent(ref, _ -> new Pod());
        boolean trial = hasTrial(next);
        Set<String> tripping = trial ? Set.copyOf(known) : Set.of();
        boolean same = next.equals(pod.wish) && tripping.equals(pod.known);
        if (!same) {
            pod.wish = next;
            pod.known = tripping;
            pod.version = ++versions;
            send(pod);
        } else if (pod.version == pod.sentVersion
                && trial
                && clock.nanos() - pod.sentNanos >= ttl.toNanos() / WORDS_PER_TTL) {
            pod.sentNanos = clock.nanos();
            say(pod, EnforcementMessages.same(pod.version, ttl));
        }
        forget(ref, pod);
    }

    private static boolean hasTrial(PodWish wish) {
        return wish.ports().values().stream().anyMatch(port -> port.mode() == PortMode.TRIAL);
    }

    private void send(Pod pod) {
        if (pod.outlet != null) {
            pod.sentVersion = pod.version;
            pod.sentNanos = clock.nanos();
            say(pod, EnforcementMessages.wish(pod.version, ttl, pod.wish, pod.known));
        }
    }

    private static void say(Pod pod, byte[] ack) {
        Outlet outlet = pod.outlet;
        if (outlet != null) {
            outlet.send(ack);
        }
    }

    /// A sidecar that proved who it is reported.
    void heard(PodRef ref, Outlet outlet, EnforcementMessages.@Nullable Held held) {
        lock.lock();
        try {
            Pod pod = pods.computeIfAbsent(ref, _ -> new Pod());
            if (!isBy(pod, outlet)) {
                pod.outlet = outlet;
                pod.sentVersion = 0;
            }
            if (held != null) {
                pod.said = new Said(held.version(), clock.now(), held.ports());
            }
            boolean foreign = held != null && !held.ports().isEmpty();
            if (pod.version == 0 && foreign && told) {
                // Of another run of the daemon, and nobody wishes it now.
                pod.version = ++versions;
            }
            if (pod.version > 0 && pod.sentVersion != pod.version) {
                send(pod);
            }
            forget(ref, pod);
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("ReferenceEquality") // a stream is nobody but itself
    private static boolean isBy(Pod pod, Outlet outlet) {
        return pod.outlet == outlet;
    }

    /// What a pod was to give up it has given up.
    private void forget(PodRef ref, Pod pod) {
        Said said = pod.said;
        boolean free = pod.wish.ports().isEmpty();
        if (free && (pod.outlet == null || (said != null && said.version == pod.version))) {
            pod.version = 0;
            pod.said = null;
            if (pod.outlet == null) {
                pods.remove(ref);
            }
        }
    }

    /// A sidecar's stream is over.
    void closed(PodRef ref, Outlet outlet) {
        lock.lock();
        try {
            Pod pod = pods.get(ref);
            if (pod != null && isBy(pod, outlet)) {
                pod.outlet = null;
                if (pod.version == 0) {
                    pods.remove(ref);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// What pods do that are wished something and have said that they took it.
    public Map<PodRef, PodHeld> held() {
        lock.lock();
        try {
            Map<PodRef, PodHeld> found = new TreeMap<>(PodRef.ORDER);
            pods.forEach((ref, pod) -> {
                Said said = pod.said;
                if (pod.version > 0 && said != null && said.version == pod.version) {
                    boolean streaming = pod.outlet != null;
                    found.put(ref, new PodHeld(ref, said.at, streaming, said.ports));
                }
            });
            return Collections.unmodifiableMap(found);
        } finally {
            lock.unlock();
        }
    }
}
