package io.fairlead.app;

import io.fairlead.clock.Clock;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.replica.relay.RelayService;
import io.fairlead.replica.relay.Sender;
import io.fairlead.replica.relay.Sight;
import io.fairlead.telemetry.intake.RelayedReports;
import io.fairlead.telemetry.intake.Wishes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What daemons that follow this one lead on to it, and what goes back to their sidecars. For all threads.
///
/// One that says nothing any more is no longer believed: each says something every second.
final class Followers implements RelayService.Ear {
    static final Duration SILENCE = Duration.ofSeconds(5);

    /// A trial of a stock Envoy at another daemon goes on for so long without another word of this one.
    static final Duration TTL = Wishes.TTL;

    private static final int WORDS_PER_TTL = 3;

    private final Clock clock;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicLong words = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable RelayedReports reports;

    // Both of the lock.
    private Map<PodRef, SortedSet<Integer>> trials = Map.of();
    private long saidNanos;

    Followers(Clock clock) {
        this.clock = clock;
    }

    /// Who takes in what is led on; before, nobody is heard.
    void begin(RelayedReports into) {
        reports = into;
    }

    @Override
    public RelayService.Follower open(RelayService.Way way) {
        Session session = new Session(way);
        lock.lock();
        try {
            sessions.add(session);
            way.trials(trials, TTL);
        } finally {
            lock.unlock();
        }
        return session;
    }

    /// Which ports of which pods try STRICT by their listener. Whoever says so no more lets them end by themselves.
    void trials(Map<PodRef, SortedSet<Integer>> ports) {
        lock.lock();
        try {
            boolean again = clock.nanos() - saidNanos >= TTL.toNanos() / WORDS_PER_TTL;
            if (ports.equals(trials) && (ports.isEmpty() || !again)) {
                return;
            }
            trials = Map.copyOf(ports);
            saidNanos = clock.nanos();
            sessions.forEach(session -> session.way.trials(trials, TTL));
        } finally {
            lock.unlock();
        }
    }

    /// What proxies of other daemons have acknowledged. Of a pod that went from one to another the last word counts.
    Map<PodRef, Sight.Listener> listeners() {
        Map<PodRef, Sight.Listener> all = new HashMap<>();
        Map<PodRef, Long> last = new HashMap<>();
        for (Session session : living()) {
            session.listeners.forEach((pod, said) -> {
                if (said.word() > last.getOrDefault(pod, -1L)) {
                    last.put(pod, said.word());
                    all.put(pod, said.listener());
                }
            });
        }
        return all;
    }

    /// Certificates that other daemons gave out, as far as they told.
    List<Sight.Issued> issued() {
        List<Sight.Issued> all = new ArrayList<>();
        living().forEach(session -> all.addAll(session.issued));
        return all;
    }

    private List<Session> living() {
        List<Session> living = new ArrayList<>();
        for (Session session : sessions) {
            if (clock.nanos() - session.heardNanos < SILENCE.toNanos()) {
                living.add(session);
            } else {
                session.way.end("nothing was heard for " + SILENCE);
            }
        }
        return living;
    }

    private final class Session implements RelayService.Follower {
        private final RelayService.Way way;
        private final Map<PodRef, Said> listeners = new ConcurrentHashMap<>();
        private final Set<Sight.Issued> issued = ConcurrentHashMap.newKeySet();
        private volatile long heardNanos = clock.nanos();

        private final ReentrantLock open = new ReentrantLock();

        // Both of the lock; by the sidecar's stream.
        private final Map<Long, Back> ways = new HashMap<>();
        private boolean over;

        private record Back(PodRef pod, Wishes.Outlet outlet) {}

        /// @param word of all followers, counted
        private record Said(long word, Sight.Listener listener) {}

        Session(RelayService.Way way) {
            this.way = way;
        }

        @Override
        public void report(long stream, Sender from, byte[] body) throws IOException {
            heardNanos = clock.nanos();
            RelayedReports into = reports;
            if (into == null) {
                throw new IOException("this daemon begins only");
            }
            if (stream == 0) {
                PodRef _ = into.take(from.identity(), from.pod(), body, null);
                return;
            }
            Back known = known(stream);
            Wishes.Outlet outlet = known == null ? ack -> way.back(stream, ack) : known.outlet();
            PodRef pod = into.take(from.identity(), from.pod(), body, outlet);
            if (known != null && !known.pod().equals(pod)) {
                into.closed(known.pod(), outlet);
            }
            if (!keep(stream, new Back(pod, outlet))) {
                into.closed(pod, outlet);
            }
        }

        private @Nullable Back known(long stream) {
            open.lock();
            try {
                return ways.get(stream);
            } finally {
                open.unlock();
            }
        }

        /// False when the follower has gone meanwhile.
        private boolean keep(long stream, Back back) {
            open.lock();
            try {
                if (!over) {
                    ways.put(stream, back);
                }
                return !over;
            } finally {
                open.unlock();
            }
        }

        @Override
        public void ended(long stream) {
            heardNanos = clock.nanos();
            Back back;
            open.lock();
            try {
                back = ways.remove(stream);
            } finally {
                open.unlock();
            }
            close(back);
        }

        private void close(@Nullable Back back) {
            RelayedReports into = reports;
            if (back != null && into != null) {
                into.closed(back.pod(), back.outlet());
            }
        }

        @Override
        public void seen(Sight.News news) {
            heardNanos = clock.nanos();
            long word = words.incrementAndGet();
            news.listeners()
                    .forEach((pod, listener) -> listeners.put(pod, new Said(word, listener)));
            listeners.keySet().removeAll(news.gone());
            issued.removeIf(one -> one.until().isBefore(clock.now()));
            issued.addAll(news.issued());
        }

        @Override
        public void over() {
            sessions.remove(this);
            List<Back> left;
            open.lock();
            try {
                over = true;
                left = List.copyOf(ways.values());
                ways.clear();
            } finally {
                open.unlock();
            }
            left.forEach(this::close);
        }
    }
}
