package io.fairlead.telemetry.als;

import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.TrafficClass;
import io.fairlead.telemetry.als.Arrival.News;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Who came to one pod since it was asked last, in bounded memory. Belongs to one owner at a time.
///
/// Requests and connections come in logs of their own, in any order within a second or so: a connection counts when any
/// log tells of it first. Its end is kept for that long, as another log may tell what it was.
final class ArrivalBook {
    /// What does not fit is counted together: by source, then by port.
    static final String MANY = "*";

    private static final int ALL_PORTS = 0;

    private final Map<Way, Numbers> came = new LinkedHashMap<>();

    /// How many are told by name, by port.
    private final Map<Integer, Integer> sources = new HashMap<>();

    /// Connections that are counted. Without room the oldest goes: told of again, it counts twice.
    private final Map<Arrival.Connection, Boolean> open =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Arrival.Connection, Boolean> eldest) {
                    return size() > Limits.CONNECTIONS_MAX;
                }
            };

    private final Deque<Ended> ended = new ArrayDeque<>();

    private record Way(int port, TrafficClass kind, String source) {}

    private record Ended(Arrival arrival, long atNanos) {}

    private record Numbers(
            String detail, long connections, long requests, long refused, List<Integer> ports) {
        private static final Numbers NONE = new Numbers("", 0, 0, 0, List.of());

        Numbers plus(Arrival arrival, boolean fresh) {
            boolean turnedAway = arrival.news() == News.REFUSED;
            return new Numbers(
                    arrival.detail().isEmpty() ? detail : arrival.detail(),
                    connections + (fresh ? 1 : 0),
                    requests + arrival.requests(),
                    refused + (turnedAway ? 1 : 0),
                    fresh ? with(arrival.fromPort()) : ports);
        }

        private List<Integer> with(int port) {
            if (ports.size() >= Limits.FROM_MAX) {
                return ports;
            }
            List<Integer> more = new ArrayList<>(ports);
            more.add(port);
            return more;
        }
    }

    void add(Arrival arrival, long nowNanos) {
        switch (arrival.news()) {
            case TAKEN -> count(arrival, open.put(arrival.connection(), true) == null);
            case REFUSED -> count(arrival, true);
            case OVER -> {
                if (ended.size() >= Limits.CONNECTIONS_MAX) {
                    end(ended.remove().arrival());
                }
                ended.add(new Ended(arrival, nowNanos));
            }
        }
    }

    /// What came since the last call.
    List<EvidenceDelta.Row> take(long nowNanos) {
        while (!ended.isEmpty() && nowNanos - ended.element().atNanos() >= Limits.LATE.toNanos()) {
            end(ended.remove().arrival());
        }
        List<EvidenceDelta.Row> rows = new ArrayList<>();
        came.forEach((way, numbers) ->
                rows.add(
                        new EvidenceDelta.Row(
                                way.port(),
                                way.kind(),
                                way.source(),
                                numbers.detail(),
                                numbers.connections(),
                                numbers.requests(),
                                numbers.refused(),
                                way.kind() == TrafficClass.MESH_MTLS
                                        ? List.of()
                                        : numbers.ports())));
        came.clear();
        sources.clear();
        return rows;
    }

    private void end(Arrival arrival) {
        if (open.remove(arrival.connection()) == null) {
            count(arrival, true);
        }
    }

    private void count(Arrival arrival, boolean fresh) {
        Way way = new Way(arrival.port(), arrival.kind(), arrival.source());
        if (!came.containsKey(way)) {
            way = fitting(way);
        }
        came.put(way, came.getOrDefault(way, Numbers.NONE).plus(arrival, fresh));
    }

    private Way fitting(Way way) {
        boolean more = sources.containsKey(way.port()) || sources.size() < Limits.PORTS_MAX;
        int port = more ? way.port() : ALL_PORTS;
        int known = sources.getOrDefault(port, 0);
        boolean named = more && known < Limits.SOURCES_MAX;
        sources.put(port, known + (named ? 1 : 0));
        return new Way(port, way.kind(), named ? way.source() : MANY);
    }
}
