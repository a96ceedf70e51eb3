package io.fairlead.proxy.enforce;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.meter.Callers;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out what the daemon wishes. All event loops ask [#arrives], one thread brings wishes.
public final class Enforcement {
    private static final Logger LOG = LoggerFactory.getLogger(Enforcement.class);

    /// Time for connections in clear text where a trial of STRICT began.
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private final Clock clock;
    private final Callers callers;
    private final Duration drain;
    private final AtomicReference<Modes> modes = new AtomicReference<>(Modes.NONE);
    private final List<TrialListener> trials = new CopyOnWriteArrayList<>();
    private final List<Runnable> trips = new CopyOnWriteArrayList<>();
    private final LongAdder wouldDeny;
    private final LongAdder denied;
    private final LongAdder tripped;

    /// Of the thread that brings wishes: ports whose connections in clear text are asked to end.
    private Map<Integer, Long> draining = Map.of();

    /// What becomes of a connection in clear text.
    public enum Verdict {
        LET_IN,
        REFUSE
    }

    /// Hears that a trial began: connections in clear text that are open have to end.
    @FunctionalInterface
    public interface TrialListener {
        /// Called by the thread that brings wishes.
        void onTrial(int port, long attempt);
    }

    public Enforcement(Clock clock, Callers callers, Stats stats) {
        this(clock, callers, stats, DRAIN);
    }

    /// @param drain after it, connections in clear text from before a trial are ended
    public Enforcement(Clock clock, Callers callers, Stats stats, Duration drain) {
        this.drain = drain;
        this.clock = clock;
        this.callers = callers;
        this.wouldDeny = stats.counter(StatName.of("mtls", "would_deny"));
        this.denied = stats.counter(StatName.of("mtls", "denied_on_trial"));
        this.tripped = stats.counter(StatName.of("mtls", "trips"));
    }

    /// Of somebody whom no daemon wishes anything.
    public static Enforcement none() {
        return new Enforcement(Clock.SYSTEM, new Callers(), new Stats());
    }

    /// After it, connections in clear text from before a trial are ended.
    public Duration drain() {
        return drain;
    }

    public void listen(TrialListener listener) {
        trials.add(listener);
    }

    /// @param trip is called by the event loop that refused a known caller, after it took the trial back
    public void onTrip(Runnable trip) {
        trips.add(trip);
    }

    /// A connection came in clear text.
    ///
    /// @param source its address
    public Verdict arrives(int port, String source) {
        Modes now = modes.get();
        if (now.wish().ports().isEmpty()) {
            return Verdict.LET_IN;
        }
        long nanos = clock.nanos();
        return switch (now.of(port, nanos)) {
            case POLICY -> Verdict.LET_IN;
            case AUDIT -> {
                wouldDeny.increment();
                yield Verdict.LET_IN;
            }
            case TRIAL -> {
                denied.increment();
                if (now.isKnown(source)) {
                    trip(port, source, nanos);
                }
                yield Verdict.REFUSE;
            }
        };
    }

    /// From here on every loop lets clear text in again; the daemon hears of it later.
    private void trip(int port, String source, long nanos) {
        Modes before =
                modes.getAndUpdate(now -> {
                    Wish.Port wished = now.wish().ports().get(port);
                    if (wished == null || now.of(port, nanos) != Mode.TRIAL) {
                        return now;
                    }
                    long micros = TimeUnit.NANOSECONDS.toMicros(clock.nanos() - nanos);
                    return now.tripped(
                            port,
                            new Modes.Trip(wished.attempt(), source, clock.epochMillis(), micros));
                });
        if (before.of(port, nanos) == Mode.TRIAL) {
            tripped.increment();
            callers.leave(port, false);
            long micros = TimeUnit.NANOSECONDS.toMicros(clock.nanos() - nanos);
            LOG.warn(
                    "event=mtls_trial_taken_back port={} caller={} micros={}",
                    port,
                    source,
                    micros);
            trips.forEach(Runnable::run);
        }
    }

    /// The daemon wishes something else.
    public void take(Wish wish) {
        modes.updateAndGet(now -> now.taken(wish, clock.nanos()));
        LOG.info("event=mtls_wish version={} ports={}", wish.version(), wish.ports());
        look();
    }

    /// The daemon still wishes the same.
    public void renew(long version) {
        modes.updateAndGet(now -> now.renewed(version, clock.nanos()));
        look();
    }

    /// The daemon's stream broke.
    public void unheard() {
        modes.updateAndGet(now -> now.unheard(clock.nanos()));
    }

    /// To be called now and then by the thread that brings wishes: a trial ends also by silence.
    public void look() {
        Map<Integer, Long> now = modes.get().trials(clock.nanos());
        Map<Integer, Long> before = draining;
        draining = now;
        now.forEach((port, attempt) -> {
            if (!attempt.equals(before.get(port))) {
                callers.leave(port, true);
                trials.forEach(listener -> listener.onTrial(port, attempt));
            }
        });
        for (int port : before.keySet()) {
            if (!now.containsKey(port)) {
                callers.leave(port, false);
                LOG.info("event=mtls_trial_over port={}", port);
            }
        }
    }

    /// Whether it refuses clear text on trial now.
    public boolean isOnTrial(int port) {
        return modes.get().of(port, clock.nanos()) == Mode.TRIAL;
    }

    /// Whether it refuses clear text now, in this attempt.
    public boolean isOnTrial(int port, long attempt) {
        Modes now = modes.get();
        Wish.Port wished = now.wish().ports().get(port);
        return wished != null
                && wished.attempt() == attempt
                && now.of(port, clock.nanos()) == Mode.TRIAL;
    }

    /// What is told to the daemon.
    ///
    /// @param version of the wish; 0 when none ever came
    public record Held(long version, Map<Integer, Port> ports) {}

    /// @param trip the way back that this proxy took by itself; [Modes.Trip] with attempt 0 and nobody when it did not
    /// @param legacy connections in clear text that are open
    public record Port(Mode mode, long attempt, Modes.Trip trip, long legacy) {}

    private static final Modes.Trip UNTRIPPED = new Modes.Trip(0, "", 0, 0);

    public Held held() {
        Modes now = modes.get();
        long nanos = clock.nanos();
        Map<Integer, Port> ports = new TreeMap<>();
        now.wish()
                .ports()
                .forEach((port, wished) ->
                        ports.put(
                                port,
                                new Port(
                                        now.of(port, nanos),
                                        wished.attempt(),
                                        now.trips().getOrDefault(port, UNTRIPPED),
                                        callers.liveInClear(port))));
        return new Held(now.wish().version(), ports);
    }
}
