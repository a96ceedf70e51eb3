package io.fairlead.migrate.decide.evidence;

import io.fairlead.model.mtls.TrafficClass;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known of one port of a workload.
///
/// @param sources by caller and kind
/// @param overflow connections of callers that did not fit, by kind; a kind that STRICT would cut blocks as if named
/// @param overflowed when something did not fit last; [Instant#EPOCH] for never
public record PortEvidence(
        Map<Key, Seen> sources, Map<TrafficClass, Long> overflow, Instant overflowed) {
    public static final PortEvidence NONE = new PortEvidence(Map.of(), Map.of(), Instant.EPOCH);

    public PortEvidence {
        sources = Collections.unmodifiableMap(sources);
        overflow = Collections.unmodifiableMap(overflow);
    }

    /// Who, and how.
    public record Key(TrafficClass kind, String caller) {}

    /// With more seen.
    PortEvidence plus(List<Seen> more, Limits limits) {
        Map<Key, Seen> all = new HashMap<>(sources);
        Map<TrafficClass, Long> tail = new EnumMap<>(TrafficClass.class);
        tail.putAll(overflow);
        Instant cut = overflowed;
        for (Seen seen : more) {
            Key key = new Key(seen.kind(), seen.caller().key());
            if (all.containsKey(key) || all.size() < limits.sourcesMax()) {
                all.merge(key, seen, Seen::plus);
                continue;
            }
            Seen out = leastTelling(all, seen);
            if (!out.equals(seen)) {
                all.remove(new Key(out.kind(), out.caller().key()));
                all.put(key, seen);
            }
            tail.merge(out.kind(), Math.max(1, out.connections()), Long::sum);
            cut = out.kind().wouldBeCut() ? latest(cut, out.last()) : cut;
        }
        return new PortEvidence(all, tail, cut);
    }

    /// Who has to go: a caller in clear text never does for one with a certificate.
    private static Seen leastTelling(Map<Key, Seen> all, Seen added) {
        Comparator<Seen> order =
                Comparator.comparing((Seen seen) -> seen.kind().wouldBeCut())
                        .thenComparing(Seen::last);
        Optional<Seen> least = all.values().stream().min(order);
        return least.isPresent() && order.compare(least.get(), added) < 0 ? least.get() : added;
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /// Connections and requests of the mesh and others that prove that the port is used.
    public long uses() {
        return sources.values().stream()
                .filter(seen -> seen.kind() == TrafficClass.MESH_MTLS)
                .mapToLong(seen -> Math.max(seen.connections(), seen.requests()))
                .sum();
    }

    /// Callers that STRICT would cut, the most frequent first.
    public List<Seen> wouldBeCut() {
        return sources.values().stream()
                .filter(seen -> seen.kind().wouldBeCut())
                .sorted(
                        Comparator.comparingLong(Seen::connections)
                                .reversed()
                                .thenComparing(seen -> seen.caller().key()))
                .toList();
    }

    /// After a gap the counting begins anew; who spoke clear text stays known.
    PortEvidence afterGap() {
        Map<Key, Seen> kept = new HashMap<>(sources);
        kept.values().removeIf(seen -> !seen.kind().wouldBeCut());
        return new PortEvidence(kept, overflow, overflowed);
    }
}
