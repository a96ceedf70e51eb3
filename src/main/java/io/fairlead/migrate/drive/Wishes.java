package io.fairlead.migrate.drive;

import io.fairlead.migrate.decide.facts.Known;
import io.fairlead.migrate.decide.facts.Roster;
import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.migrate.decide.plan.Fleet;
import io.fairlead.migrate.decide.plan.UnitRecord;
import io.fairlead.migrate.enforce.Enforcer.Target;
import io.fairlead.model.config.Pod;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PodWish;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.model.mtls.PortWish;
import io.fairlead.model.mtls.UnitId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What is wished of each pod, from where each unit stands.
record Wishes(Fleet fleet, Roster roster, Map<String, Instant> since, Instant now) {
    Map<PodRef, PodWish> pods() {
        Map<UnitId, Known> known =
                roster.units().stream().collect(Collectors.toMap(Known::id, unit -> unit));
        Map<PodRef, SortedMap<Integer, PortWish>> ports = new HashMap<>();
        for (UnitRecord unit : fleet.units().values()) {
            Known standing = known.get(unit.id());
            if (standing == null) {
                continue;
            }
            for (String pod : standing.pods()) {
                wish(unit, pod)
                        .ifPresent(wish ->
                                ports.computeIfAbsent(
                                                new PodRef(unit.id().namespace(), pod),
                                                _ -> new TreeMap<>())
                                        .put(unit.id().port(), wish));
            }
        }
        Map<PodRef, PodWish> wishes = new HashMap<>();
        ports.forEach((pod, wish) -> wishes.put(pod, new PodWish(wish)));
        return wishes;
    }

    private Optional<PortWish> wish(UnitRecord unit, String pod) {
        PortMode mode = unit.wish(pod);
        return switch (mode) {
            case AUDIT -> Optional.of(new PortWish(PortMode.AUDIT, 0));
            case TRIAL -> Optional.of(new PortWish(PortMode.TRIAL, attempt(unit)));
            case STRICT ->
                    goesOver(unit)
                            ? Optional.of(new PortWish(PortMode.TRIAL, attempt(unit)))
                            : Optional.empty();
            case PERMISSIVE, DISABLE -> Optional.empty();
        };
    }

    /// A trial goes on until the listeners of its pods say what the lock says: clear text is refused without a gap.
    private static boolean goesOver(UnitRecord unit) {
        return unit.trialSince() != null && unit.acked() == null;
    }

    /// Names one trial of a unit; 0 for none.
    static long attempt(UnitRecord unit) {
        Instant trial = unit.trialSince();
        return trial == null ? 0 : trial.toEpochMilli();
    }

    /// Addresses of workloads that were there before any of the trials that go on: for them a trial is taken back.
    Set<String> knownCallers() {
        Instant first =
                fleet.units().values().stream()
                        .filter(unit -> unit.phase().onTrial())
                        .flatMap(unit -> Optional.ofNullable(unit.trialSince()).stream())
                        .min(Instant::compareTo)
                        .orElse(now);
        Set<String> known = new HashSet<>();
        roster.workloads()
                .forEach((owner, pods) -> {
                    Instant seen = since.get(owner);
                    if (seen != null && seen.isBefore(first) && !roster.isProver(owner)) {
                        pods.stream()
                                .filter(pod -> !pod.ip().isEmpty() && !pod.hostNetwork())
                                .forEach(pod -> known.add(pod.ip()));
                    }
                });
        return known;
    }

    /// What is to be seen from outside: all ports that refuse clear text, as trial or locked.
    Map<UnitId, Set<Target>> targets() {
        Map<UnitId, Set<Target>> targets = new TreeMap<>();
        for (UnitRecord unit : fleet.units().values()) {
            boolean looked =
                    unit.acked() != null
                            && (unit.phase() instanceof Phase.Soak
                                    || unit.phase() instanceof Phase.Locked);
            if (looked) {
                targets.put(unit.id(), targets(unit.id(), roster));
            }
        }
        return targets;
    }

    static Set<Target> targets(UnitId unit, Roster roster) {
        String domain = roster.mesh().mesh().trustDomain();
        Set<Target> targets = new HashSet<>();
        for (Pod pod : roster.workloads().getOrDefault(unit.owner(), List.of())) {
            if (!pod.ip().isEmpty()) {
                targets.add(
                        new Target(
                                new PodRef(pod.namespace(), pod.name()),
                                pod.ip(),
                                unit.port(),
                                "spiffe://%s/ns/%s/sa/%s"
                                        .formatted(domain, pod.namespace(), pod.serviceAccount())));
            }
        }
        return targets;
    }
}
