package io.fairlead.migrate.decide.evidence;

import io.fairlead.migrate.decide.caller.Caller;
import io.fairlead.model.mtls.EvidenceDelta;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What is known of a workload: who of its pods reports since when without a gap, and what they saw on each port.
///
/// @param since when the evidence that counts begins: the first report, or the end of the last gap
/// @param gaps how often evidence was lost
public record WorkloadEvidence(
        Instant since,
        long gaps,
        Map<String, Reporter> pods,
        SortedMap<Integer, PortEvidence> ports) {
    public static final WorkloadEvidence NONE =
            new WorkloadEvidence(Instant.EPOCH, 0, Map.of(), new TreeMap<>());

    public WorkloadEvidence {
        pods = Collections.unmodifiableMap(pods);
        ports = Collections.unmodifiableSortedMap(ports);
    }

    /// How far one pod has reported.
    public record Reporter(long epoch, long sequence, Instant from, Instant until) {}

    /// What became of a report.
    public enum Taken {
        ADDED,
        /// It was known: a report may be sent twice.
        KNOWN,
        /// It was added, but something before it is lost.
        AFTER_GAP
    }

    /// Evidence with a report, and what became of that.
    public record Step(WorkloadEvidence evidence, Taken taken) {}

    /// Adds a report.
    ///
    /// @param names who a source is
    public Step plus(
            EvidenceDelta delta, Function<EvidenceDelta.Row, Caller> names, Limits limits) {
        String pod = delta.pod().name();
        Reporter known = pods.get(pod);
        if (known != null
                && delta.epoch() == known.epoch()
                && delta.sequence() <= known.sequence()) {
            return new Step(this, Taken.KNOWN);
        }
        boolean slow = isSlow(delta, limits.lag());
        boolean gap = slow || isGap(known, delta, limits.lag());
        // Of a report that is the gap itself, the time that counts begins where it ends.
        Instant begun = slow ? delta.until() : delta.from();
        Map<String, Reporter> reporters = new HashMap<>(pods);
        Instant from = known == null || gap ? begun : known.from();
        reporters.put(pod, new Reporter(delta.epoch(), delta.sequence(), from, delta.until()));
        SortedMap<Integer, PortEvidence> seen = new TreeMap<>(ports);
        if (gap) {
            seen.replaceAll((_, port) -> port.afterGap());
        }
        byPort(delta, names, limits)
                .forEach((port, more) ->
                        seen.put(
                                port,
                                seen.getOrDefault(port, PortEvidence.NONE).plus(more, limits)));
        Instant start = gap || since.equals(Instant.EPOCH) ? begun : since;
        return new Step(
                new WorkloadEvidence(start, gaps + (gap ? 1 : 0), reporters, seen),
                gap ? Taken.AFTER_GAP : Taken.ADDED);
    }

    private static boolean isSlow(EvidenceDelta delta, Duration lag) {
        return Duration.between(delta.from(), delta.until()).compareTo(lag) > 0;
    }

    private static boolean isGap(@Nullable Reporter known, EvidenceDelta delta, Duration lag) {
        if (known == null) {
            return delta.sequence() != 1;
        }
        boolean hole = Duration.between(known.until(), delta.from()).compareTo(lag) > 0;
        boolean lost = delta.epoch() != known.epoch() || delta.sequence() != known.sequence() + 1;
        return hole || lost;
    }

    private static Map<Integer, List<Seen>> byPort(
            EvidenceDelta delta, Function<EvidenceDelta.Row, Caller> names, Limits limits) {
        Map<Integer, List<Seen>> rows = new TreeMap<>();
        for (EvidenceDelta.Row row : delta.rows()) {
            String detail =
                    row.detail().length() <= limits.detailMax()
                            ? row.detail()
                            : row.detail().substring(0, limits.detailMax());
            Seen seen =
                    new Seen(
                            row.kind(),
                            names.apply(row),
                            detail,
                            row.connections(),
                            row.requests(),
                            row.refused(),
                            delta.from(),
                            delta.until(),
                            row.refused() > 0 ? delta.until() : Instant.EPOCH);
            rows.computeIfAbsent(row.port(), _ -> new ArrayList<>()).add(seen);
        }
        return rows;
    }

    /// Pods that have gone report no more, and nobody waits for them.
    public WorkloadEvidence among(Set<String> living) {
        if (living.containsAll(pods.keySet())) {
            return this;
        }
        Map<String, Reporter> kept = new HashMap<>(pods);
        kept.keySet().retainAll(living);
        return new WorkloadEvidence(since, gaps, kept, ports);
    }

    /// Pods that have not reported up to now, of those that should.
    public List<String> silent(Set<String> living, Instant now, Duration lag) {
        return living.stream()
                .filter(pod -> {
                    Reporter reporter = pods.get(pod);
                    return reporter == null
                            || Duration.between(reporter.until(), now).compareTo(lag) > 0;
                })
                .sorted()
                .toList();
    }

    public PortEvidence of(int port) {
        return ports.getOrDefault(port, PortEvidence.NONE);
    }
}
