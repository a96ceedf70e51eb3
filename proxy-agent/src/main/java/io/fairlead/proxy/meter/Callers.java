package io.fairlead.proxy.meter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Who came to this pod's ports, and how, in bounded memory. All event loops add, once for each connection; one thread
/// reports. Who finds no room is counted together with others, never left out.
public final class Callers {

    /// Ports counted by number; the rest is counted as port 0.
    public static final int PORTS_MAX = 64;

    /// Sources of one port kept by name; the rest is counted as [#MANY].
    public static final int SOURCES_MAX = 64;

    /// The source of those that found no room.
    public static final String MANY = "*";

    private static final int OTHER_PORTS = 0;

    /// Kinds of connections in clear text: the application's own TLS, HTTP, other bytes, not a byte.
    private static final int CLEAR_FIRST = 3;

    private static final int CLEAR_LAST = 6;

    /// Looks of the reporting thread after which a source that comes no more makes room: about ten minutes.
    private static final int IDLE_LOOKS = 600;

    private static final ConcurrentHashMap<Way, Came> NOBODY = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<Integer, ConcurrentHashMap<Way, Came>> ports =
            new ConcurrentHashMap<>();

    /// How somebody came.
    ///
    /// @param kind its number in docs/reports.proto
    /// @param source a proved identity, else an address
    public record Way(int kind, String source) {}

    /// What is known of one way to a port.
    public record Row(int port, Way way, Came came) {}

    /// A connection was let in.
    ///
    /// @param detail what tells it from others; empty leaves it to its first request
    /// @return hears of its requests and of its end
    public Came opened(int port, Way way, String detail) {
        return add(port, way, detail, Came::opened);
    }

    /// A connection was closed, as no way in was for it.
    public Came refused(int port, Way way, String detail) {
        return add(port, way, detail, Came::turnedAway);
    }

    /// Connections in clear text to a port have to end after their next answer, or may go on.
    public void leave(int port, boolean leaving) {
        inClear(port).forEach(came -> came.leave(leaving));
    }

    /// Connections in clear text to a port that are open now.
    public long liveInClear(int port) {
        return inClear(port).stream().mapToLong(Came::live).sum();
    }

    private List<Came> inClear(int port) {
        List<Came> found = new ArrayList<>();
        Map<Way, Came> sources = ports.getOrDefault(port, NOBODY);
        sources.forEach((way, came) -> {
            if (way.kind >= CLEAR_FIRST && way.kind <= CLEAR_LAST) {
                found.add(came);
            }
        });
        return found;
    }

    private interface Step {
        void on(Came came);
    }

    /// What is forgotten meanwhile is made anew: both happen under the same lock of the table.
    private Came add(int port, Way way, String detail, Step step) {
        Map<Way, Came> sources = of(port);
        boolean fits = sources.containsKey(way) || sources.size() < SOURCES_MAX;
        Way counted = fits ? way : new Way(way.kind, MANY);
        return sources.compute(
                counted,
                (_, known) -> {
                    Came came = known == null ? new Came(detail, !detail.isEmpty()) : known;
                    step.on(came);
                    return came;
                });
    }

    /// Two loops may both add the last one: a port more does no harm.
    private Map<Way, Came> of(int port) {
        boolean fits = ports.containsKey(port) || ports.size() < PORTS_MAX;
        return ports.computeIfAbsent(fits ? port : OTHER_PORTS, _ -> new ConcurrentHashMap<>());
    }

    /// For the reporting thread, at each look: all that is known. Who has not come for long is forgotten.
    public List<Row> look() {
        List<Row> rows = new ArrayList<>();
        ports.forEach((port, sources) -> {
            for (Way way : sources.keySet()) {
                Came came =
                        sources.computeIfPresent(
                                way, (_, known) -> known.isIdle(IDLE_LOOKS) ? null : known);
                if (came != null) {
                    rows.add(new Row(port, way, came));
                }
            }
        });
        return rows;
    }
}
