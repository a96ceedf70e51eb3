package io.fairlead.migrate.drive;

import io.fairlead.migrate.decide.evidence.WorkloadEvidence;
import io.fairlead.migrate.decide.facts.Effects;
import io.fairlead.migrate.decide.facts.Roster;
import io.fairlead.migrate.decide.plan.Fleet;
import io.fairlead.migrate.decide.plan.UnitFacts.Proof;
import io.fairlead.migrate.decide.plan.UnitFacts.Watch;
import io.fairlead.migrate.decide.plan.UnitRecord;
import io.fairlead.migrate.enforce.Enforcer.Target;
import io.fairlead.model.config.Pod;
import io.fairlead.model.mtls.PodHeld;
import io.fairlead.model.mtls.PortHeld;
import io.fairlead.model.mtls.PortProof;
import io.fairlead.model.mtls.UnitId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is seen of the units that are on trial or locked.
record Trials(
        Course.Look look, Map<String, WorkloadEvidence> evidence, Map<UnitId, Watcher> watchers) {

    Effects effects(Fleet fleet) {
        Map<UnitId, Watch> watches = new HashMap<>();
        fleet.units().values().stream()
                .filter(unit -> unit.phase().onTrial())
                .forEach(unit -> watches.put(unit.id(), watch(unit)));
        Map<UnitId, Proof> proofs = new HashMap<>();
        new Wishes(fleet, look.roster(), Map.of(), look.now())
                .targets()
                .forEach((unit, targets) -> proofs.put(unit, proof(targets)));
        Done done = look.done();
        return new Effects(
                done.held(), done.listeners(), watches, proofs, done.obstacles(), done.edited());
    }

    private Watch watch(UnitRecord unit) {
        Watcher watcher = watchers.get(unit.id());
        Watcher.Sight sight = sight(unit.id());
        Watcher since =
                watcher == null || watcher.attempt() != Wishes.attempt(unit)
                        ? Watcher.begin(unit, sight)
                        : watcher;
        return since.watch(unit, sight, refused(unit));
    }

    /// What is watched of each unit from now on.
    Map<UnitId, Watcher> watchersOf(Fleet fleet) {
        Map<UnitId, Watcher> next = new HashMap<>();
        for (UnitRecord unit : fleet.units().values()) {
            if (unit.phase().onTrial()) {
                Watcher known = watchers.get(unit.id());
                Watcher.Sight sight = sight(unit.id());
                next.put(
                        unit.id(),
                        known == null || known.attempt() != Wishes.attempt(unit)
                                ? Watcher.begin(unit, sight)
                                : known.next(sight));
            }
        }
        return next;
    }

    private Watcher.Sight sight(UnitId unit) {
        List<Pod> pods = look.roster().workloads().getOrDefault(unit.owner(), List.of());
        Set<String> ready = new HashSet<>();
        Set<String> living = new HashSet<>();
        for (Pod pod : pods) {
            living.add(pod.name());
            if (pod.ready()) {
                ready.add(pod.name());
            }
        }
        Autopilot.Traffic traffic =
                look.done().traffic().getOrDefault(unit.owner(), Autopilot.Traffic.NONE);
        return new Watcher.Sight(
                evidence.getOrDefault(unit.owner(), WorkloadEvidence.NONE),
                traffic,
                ready,
                living,
                look.now());
    }

    /// Whom a sidecar of the unit refused before it went back by itself.
    private String refused(UnitRecord unit) {
        for (PodHeld pod : look.done().held().values()) {
            PortHeld port = pod.ports().get(unit.id().port());
            boolean own =
                    pod.pod().namespace().equals(unit.id().namespace())
                            && unit.trialPods().contains(pod.pod().name());
            if (own && port != null && port.tripped() && port.attempt() == Wishes.attempt(unit)) {
                return named(port.caller());
            }
        }
        return "";
    }

    private String named(String address) {
        Pod pod = look.roster().mesh().podsByIp().get(address);
        return pod == null
                ? address.isEmpty() ? "somebody" : address
                : "%s (pod %s, address %s)".formatted(Roster.owner(pod), pod.name(), address);
    }

    /// Of all pods; none before all were looked at.
    private Proof proof(Set<Target> targets) {
        @Nullable Instant first = null;
        String says = "";
        for (Target target : targets) {
            PortProof one = look.done().proofs().get(target);
            if (one == null) {
                return Proof.NONE;
            }
            first = first == null || one.at().isBefore(first) ? one.at() : first;
            says =
                    says.isEmpty() && !one.says().isEmpty()
                            ? target.pod() + ": " + one.says()
                            : says;
        }
        return new Proof(first, says);
    }
}
