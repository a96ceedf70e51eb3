package io.fairlead.proxy.enforce;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// What each port does, as a value.
///
/// ```
/// POLICY ──wish──▶ AUDIT ──wish──▶ TRIAL ──known caller refused──▶ POLICY, until another attempt
///   ▲                                │
///   └────── no word for the ttl ─────┘ another word: TRIAL again
///      (5 s where the stream broke)
/// ```
///
/// @param renewedNanos when the daemon's last word came
/// @param trips by port: of the attempt that the wish names
public record Modes(Wish wish, long renewedNanos, Map<Integer, Trip> trips) {
    /// A stream that breaks is there again within a second or two where its daemon lives.
    static final Duration UNHEARD = Duration.ofSeconds(5);

    /// Nothing was wished yet.
    public static final Modes NONE = new Modes(Wish.NONE, 0, Map.of());

    public Modes {
        trips = Collections.unmodifiableMap(new TreeMap<>(trips));
    }

    /// This proxy took a trial back.
    ///
    /// @param caller whom it had refused
    /// @param atMillis since 1970
    /// @param micros from the refusal on
    public record Trip(long attempt, String caller, long atMillis, long micros) {}

    /// The daemon wishes something else. A trial that was taken back stays so.
    Modes taken(Wish next, long nanos) {
        Map<Integer, Trip> kept = new HashMap<>(trips);
        kept.entrySet()
                .removeIf(trip -> {
                    Wish.Port port = next.ports().get(trip.getKey());
                    return port == null || port.attempt() != trip.getValue().attempt();
                });
        return new Modes(next, nanos, kept);
    }

    /// The daemon says that it still wishes the same; about another wish that says nothing.
    Modes renewed(long version, long nanos) {
        return version == wish.version() ? new Modes(wish, nanos, trips) : this;
    }

    /// The daemon's stream broke: whoever wished this may be gone. A trial waits for the next word for a short while
    /// only, however long its time would be.
    Modes unheard(long nanos) {
        long renewed = nanos + UNHEARD.toNanos() - wish.ttl().toNanos();
        return renewedNanos - renewed > 0 ? new Modes(wish, renewed, trips) : this;
    }

    /// What a port does.
    public Mode of(int port, long nanos) {
        Wish.Port wished = wish.ports().get(port);
        if (wished == null) {
            return Mode.POLICY;
        }
        return switch (wished.mode()) {
            case POLICY, AUDIT -> wished.mode();
            case TRIAL -> isOver(nanos) || trips.containsKey(port) ? Mode.POLICY : Mode.TRIAL;
        };
    }

    private boolean isOver(long nanos) {
        return nanos - renewedNanos >= wish.ttl().toNanos();
    }

    /// Ports that refuse clear text, and the attempt of each.
    Map<Integer, Long> trials(long nanos) {
        Map<Integer, Long> found = new TreeMap<>();
        wish.ports()
                .forEach((port, wished) -> {
                    if (of(port, nanos) == Mode.TRIAL) {
                        found.put(port, wished.attempt());
                    }
                });
        return found;
    }

    /// True for whom a trial is taken back. A stranger is refused, and no port is opened by knocking at it.
    boolean isKnown(String source) {
        return wish.known().contains(source);
    }

    /// A known caller was refused.
    Modes tripped(int port, Trip trip) {
        Map<Integer, Trip> more = new HashMap<>(trips);
        more.putIfAbsent(port, trip);
        return new Modes(wish, renewedNanos, more);
    }
}
