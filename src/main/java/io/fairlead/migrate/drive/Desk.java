package io.fairlead.migrate.drive;

import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.migrate.decide.plan.Fleet;
import io.fairlead.migrate.decide.plan.Orders;
import io.fairlead.model.mtls.UnitId;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Takes what people say, and keeps it until it is done. Of the owner's thread, but [#take].
final class Desk {
    private final BlockingQueue<Order> line = new LinkedBlockingQueue<>(1_000);
    private final Map<Verb, Set<UnitId>> open = new EnumMap<>(Verb.class);
    private final Map<UnitId, String> by = new HashMap<>();
    private boolean frozen;

    /// What a person can ask for.
    enum Verb {
        /// Watches it without traffic enough.
        START,
        /// Leaves it where it is.
        HOLD,
        /// Lets it go on.
        RESUME,
        /// Lets it pass its next gate.
        APPROVE,
        /// Takes it back, and its lock off, and holds it.
        ROLLBACK
    }

    /// @param units none for all
    record Order(Verb verb, List<UnitId> units, String by) {}

    Desk(Collection<UnitId> held) {
        set(Verb.HOLD).addAll(held);
    }

    private Set<UnitId> set(Verb verb) {
        return open.computeIfAbsent(verb, _ -> new HashSet<>());
    }

    /// False when nobody may say more now. Called by anybody.
    boolean take(Order order) {
        return line.offer(order);
    }

    /// What stands now.
    Course.Asked asked(Fleet fleet) {
        Order order = line.poll();
        while (order != null) {
            take(order, fleet);
            order = line.poll();
        }
        return new Course.Asked(
                new Orders(
                        frozen,
                        set(Verb.HOLD),
                        set(Verb.APPROVE),
                        set(Verb.RESUME),
                        set(Verb.ROLLBACK),
                        set(Verb.ROLLBACK),
                        set(Verb.START)),
                by);
    }

    private void take(Order order, Fleet fleet) {
        Collection<UnitId> units = order.units().isEmpty() ? fleet.units().keySet() : order.units();
        units.forEach(unit -> by.put(unit, order.by()));
        switch (order.verb()) {
            case HOLD -> {
                frozen |= order.units().isEmpty();
                set(Verb.HOLD).addAll(order.units());
            }
            case RESUME -> {
                if (order.units().isEmpty()) {
                    frozen = false;
                    set(Verb.HOLD).clear();
                }
                set(Verb.HOLD).removeAll(order.units());
                set(Verb.RESUME).addAll(units);
            }
            case ROLLBACK -> {
                set(Verb.ROLLBACK).addAll(units);
                set(Verb.HOLD).addAll(units);
            }
            case START, APPROVE -> set(order.verb()).addAll(units);
        }
    }

    /// What was done is forgotten.
    void done(List<Fleet.Transition> transitions) {
        set(Verb.RESUME).clear();
        set(Verb.ROLLBACK).clear();
        by.clear();
        for (Fleet.Transition one : transitions) {
            boolean passed = one.to() instanceof Phase.Canary || one.to() instanceof Phase.Locked;
            if (passed) {
                set(Verb.APPROVE).remove(one.unit());
            }
        }
    }

    Set<UnitId> held() {
        return set(Verb.HOLD);
    }
}
