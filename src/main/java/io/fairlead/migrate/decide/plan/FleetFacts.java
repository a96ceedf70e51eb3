package io.fairlead.migrate.decide.plan;

import io.fairlead.model.mtls.UnitId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What is true of all units now.
///
/// @param now by the wall's clock
/// @param steady time since the step before, by the steady clock
/// @param knownSince workloads of the mesh, and since when they are known
/// @param calls who calls whom, as `namespace/workload`
/// @param cronJobs when each of the mesh's CronJobs ran last, by `namespace/name`; the epoch for those that did not
///     lately
/// @param principals workloads whose authorization asks for identities, which clear text gets round
public record FleetFacts(
        Instant now,
        Duration steady,
        List<UnitFacts> units,
        Map<String, Instant> knownSince,
        Set<Call> calls,
        Map<String, Instant> cronJobs,
        Set<String> principals) {

    public FleetFacts {
        units = List.copyOf(units);
        knownSince = Map.copyOf(knownSince);
        calls = Set.copyOf(calls);
        cronJobs = Collections.unmodifiableMap(new TreeMap<>(cronJobs));
        principals = Set.copyOf(principals);
    }

    public FleetFacts(Instant now, Duration steady, List<UnitFacts> units) {
        this(now, steady, units, Map.of(), Set.of(), Map.of(), Set.of());
    }

    /// One workload calls another.
    public record Call(String from, String to) {}

    /// True when one of them calls the other, or both are of one workload: what goes wrong at one could be the other's
    /// fault.
    boolean areAdjacent(UnitId one, UnitId other) {
        return one.owner().equals(other.owner())
                || calls.contains(new Call(one.owner(), other.owner()))
                || calls.contains(new Call(other.owner(), one.owner()));
    }

    /// How many call each workload.
    Map<String, Long> fanIn() {
        return calls.stream().collect(Collectors.groupingBy(Call::to, Collectors.counting()));
    }
}
