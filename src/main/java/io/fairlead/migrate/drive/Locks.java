package io.fairlead.migrate.drive;

import io.fairlead.migrate.decide.effect.LockPolicies;
import io.fairlead.migrate.decide.effect.LockPolicies.Difference;
import io.fairlead.migrate.decide.effect.LockPolicies.Target;
import io.fairlead.migrate.decide.facts.Roster;
import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.migrate.decide.plan.Fleet;
import io.fairlead.migrate.decide.plan.UnitRecord;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.mtls.UnitId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which policies stand for what is locked, and what keeps a unit from being locked.
///
/// @param targets workloads by `namespace/workload`
record Locks(LockPolicies policies, SortedMap<String, Target> targets, String rootNamespace) {

    static Locks of(Roster roster) {
        SortedMap<String, Target> targets = new TreeMap<>();
        roster.targets().forEach(t -> targets.put(t.namespace() + "/" + t.workload(), t));
        String root = roster.mesh().mesh().rootNamespace();
        return new Locks(
                new LockPolicies(roster.mesh().peerAuthentications(), root), targets, root);
    }

    /// Why a unit could not be locked; those that are not here can be.
    Map<UnitId, String> obstacles() {
        Map<UnitId, String> obstacles = new HashMap<>();
        targets.values()
                .forEach(target -> {
                    for (int port : target.ports()) {
                        UnitId unit = new UnitId(target.namespace(), target.workload(), port);
                        Optional<PeerAuthentication> lock =
                                lock(target, new TreeSet<>(List.of(port)));
                        String why =
                                lock.isEmpty()
                                        ? "no label tells the pods of %s from others; fix: give them one of their own"
                                                .formatted(unit.owner())
                                        : policies.obstacle(lock.get(), unit, target);
                        if (!why.isEmpty()) {
                            obstacles.put(unit, why);
                        }
                    }
                });
        return obstacles;
    }

    private Optional<PeerAuthentication> lock(Target target, SortedSet<Integer> ports) {
        Map<String, String> selector =
                LockPolicies.selector(
                        target,
                        targets.subMap(target.namespace() + "/", target.namespace() + "0")
                                .values());
        return selector.isEmpty()
                ? Optional.empty()
                : Optional.of(LockPolicies.policy(target, selector, ports));
    }

    /// All policies that should stand: one for each workload with a locked port, and a default for each namespace, and
    /// for the mesh, that changes no unit's mode.
    ///
    /// @param before the own policies that were written, by key: what is locked keeps its policy while its pods are
    ///     gone
    Map<ObjectKey, PeerAuthentication> wanted(Fleet fleet, Map<ObjectKey, String> before) {
        SortedMap<String, SortedSet<Integer>> locked = new TreeMap<>();
        for (UnitRecord unit : fleet.units().values()) {
            if (unit.phase() instanceof Phase.Locked) {
                locked.computeIfAbsent(unit.id().owner(), _ -> new TreeSet<>())
                        .add(unit.id().port());
            }
        }
        Map<ObjectKey, PeerAuthentication> wanted = new TreeMap<>();
        locked.forEach((owner, ports) -> {
            Target target = targets.get(owner);
            if (target != null) {
                lock(target, ports).ifPresent(policy -> wanted.put(policy.key(), policy));
            }
        });
        promotions(fleet, wanted, before);
        return wanted;
    }

    /// Policies of workloads that have no pods now: nobody knows their labels, and they stay as they are.
    boolean isKept(ObjectKey key, Fleet fleet) {
        return fleet.units().values().stream()
                .filter(unit -> unit.phase() instanceof Phase.Locked)
                .filter(unit -> !targets.containsKey(unit.id().owner()))
                .anyMatch(unit -> isPolicyOf(key, unit.id()));
    }

    private void promotions(
            Fleet fleet, Map<ObjectKey, PeerAuthentication> wanted, Map<ObjectKey, String> before) {
        SortedMap<String, Boolean> whole = new TreeMap<>();
        targets.values()
                .forEach(target ->
                        whole.merge(target.namespace(), all(target, fleet), Boolean::logicalAnd));
        List<PeerAuthentication> written = new ArrayList<>(wanted.values());
        boolean mesh = !whole.isEmpty();
        for (Map.Entry<String, Boolean> one : whole.entrySet()) {
            PeerAuthentication promotion = LockPolicies.promotion(one.getKey());
            if (one.getValue() && isNoOp(promotion, written, before)) {
                wanted.put(promotion.key(), promotion);
            } else {
                mesh = false;
            }
        }
        PeerAuthentication top = LockPolicies.promotion(rootNamespace);
        if (mesh && isNoOp(top, written, before)) {
            wanted.put(top.key(), top);
        }
    }

    private static boolean all(Target target, Fleet fleet) {
        return target.ports().stream()
                .map(port ->
                        fleet.units().get(new UnitId(target.namespace(), target.workload(), port)))
                .allMatch(unit -> unit != null && unit.phase() instanceof Phase.Locked);
    }

    /// It changes no port's mode, in a mesh in which the locks stand already and it does not.
    private boolean isNoOp(
            PeerAuthentication promotion,
            List<PeerAuthentication> locks,
            Map<ObjectKey, String> before) {
        List<PeerAuthentication> standing = policies.standing();
        boolean foreign =
                standing.stream()
                        .anyMatch(p -> p.key().equals(promotion.key()) && !LockPolicies.isOwn(p));
        boolean stands =
                locks.stream()
                        .allMatch(lock ->
                                before.containsKey(lock.key())
                                        && standing.stream()
                                                .anyMatch(p -> p.key().equals(lock.key())));
        if (foreign || !stands) {
            return false;
        }
        List<PeerAuthentication> without = standing.stream().filter(p -> !isPromotion(p)).toList();
        List<Difference> differences =
                new LockPolicies(without, rootNamespace)
                        .differences(List.of(promotion), targets.values());
        return differences.isEmpty();
    }

    /// True for the default of a namespace or of the mesh.
    boolean isPromotion(ObjectKey key) {
        return key.equals(LockPolicies.promotion(key.namespace()).key());
    }

    static boolean isPolicyOf(ObjectKey key, UnitId unit) {
        return key.namespace().equals(unit.namespace())
                && key.name().equals(LockPolicies.nameOf(unit.workload()));
    }

    private static boolean isPromotion(PeerAuthentication policy) {
        return LockPolicies.isOwn(policy) && policy.selector().isEmpty();
    }
}
