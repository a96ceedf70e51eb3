package io.fairlead.proxy.listener;

import io.fairlead.proxy.enforce.Enforcement;
import io.fairlead.proxy.filterchain.Sniff;
import io.fairlead.proxy.meter.Callers;
import io.fairlead.proxy.meter.Came;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts connections that came in from peers, by the workload's port and by how they came: whom STRICT would cut, and
/// whom it did. Who they were goes to [Callers]. For all event loops.
public final class Arrivals {

    /// Ports counted by number; whoever may connect could ask for all there are.
    static final int PORTS_MAX = 64;

    private static final String SCOPE = "inbound";
    private static final String OTHER_PORTS = "other";

    private final Stats stats;
    private final Callers callers;
    private final Enforcement enforcement;
    private final ConcurrentHashMap<Integer, Counts> ports = new ConcurrentHashMap<>();
    private final Counts others;

    /// How a connection came.
    public enum Kind {
        /// Mutual TLS with a certificate of the mesh.
        MESH_MTLS(1),
        /// TLS that ends here, and failed.
        MESH_MTLS_BAD(2),
        /// TLS of the application's own.
        FOREIGN_TLS(3),
        PLAIN_HTTP(4),
        PLAIN_TCP(5),
        /// Not a byte came in the time for it.
        SILENT(6),
        /// The pod itself.
        SELF(8);

        /// In docs/reports.proto.
        private final int number;

        Kind(int number) {
            this.number = number;
        }

        /// Of a connection on which TLS does not end here.
        ///
        /// @param http its chain speaks HTTP
        static Kind inClear(Sniff found, boolean http) {
            return switch (found) {
                case Sniff.Tls _, Sniff.TooLong _ -> FOREIGN_TLS;
                case Sniff.Http1 _, Sniff.Http2 _ -> PLAIN_HTTP;
                case Sniff.Opaque _, Sniff.NeedMore _ -> http ? PLAIN_HTTP : PLAIN_TCP;
            };
        }
    }

    private record Counts(Map<Kind, LongAdder> taken, Map<Kind, LongAdder> refused) {}

    /// Counts without names.
    public Arrivals(Stats stats) {
        this(stats, new Callers());
    }

    /// Nobody wishes that clear text is refused.
    ///
    /// @param callers hears who came
    public Arrivals(Stats stats, Callers callers) {
        this(stats, callers, Enforcement.none());
    }

    /// @param callers hears who came
    /// @param enforcement says what becomes of clear text
    public Arrivals(Stats stats, Callers callers, Enforcement enforcement) {
        this.enforcement = enforcement;
        this.stats = stats;
        this.callers = callers;
        this.others = counts(OTHER_PORTS);
    }

    /// Nobody reads them.
    static Arrivals unread() {
        return new Arrivals(new Stats());
    }

    Enforcement enforcement() {
        return enforcement;
    }

    /// A connection was let in.
    ///
    /// @param detail what tells it from others; empty leaves it to its first request
    Came taken(int port, Kind kind, String source, String detail) {
        add(of(port).taken, kind);
        return callers.opened(port, new Callers.Way(kind.number, source), detail);
    }

    /// A connection was closed, as no way in was for it.
    Came refused(int port, Kind kind, String source, String detail) {
        add(of(port).refused, kind);
        return callers.refused(port, new Callers.Way(kind.number, source), detail);
    }

    private static void add(Map<Kind, LongAdder> counts, Kind kind) {
        LongAdder count = counts.get(kind);
        if (count != null) {
            count.increment();
        }
    }

    /// Two loops may both add the last one: a port more does no harm.
    private Counts of(int port) {
        Counts known = ports.get(port);
        if (known != null) {
            return known;
        }
        return ports.size() < PORTS_MAX
                ? ports.computeIfAbsent(port, number -> counts(String.valueOf(number)))
                : others;
    }

    private Counts counts(String port) {
        Map<Kind, LongAdder> taken = new EnumMap<>(Kind.class);
        Map<Kind, LongAdder> refused = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            String name = kind.name().toLowerCase(Locale.ROOT);
            taken.put(kind, stats.counter(new StatName(SCOPE, port, name)));
            refused.put(kind, stats.counter(new StatName(SCOPE, port, name + "_refused")));
        }
        return new Counts(taken, refused);
    }
}
