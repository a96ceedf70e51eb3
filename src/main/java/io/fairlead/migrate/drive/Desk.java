package io.fairlead.migrate.drive;

import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.migrate.decide.plan.Fleet;
import io.fairlead.migrate.decide.plan.Orders;
import io.fairlead.migrate.decide.plan.UnitRecord;
import io.fairlead.migrate.decide.trail.Entry;
import io.fairlead.model.mtls.Exemption;
import io.fairlead.model.mtls.UnitId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Takes what people say, and keeps it until it is done. Of the owner's thread, but [#take].
final class Desk {
    /// An exemption that is over is told of for so long.
    private static final Duration OVER_KEPT = Duration.ofDays(30);

    private final BlockingQueue<Order> line = new LinkedBlockingQueue<>(1_000);
    private final Map<Verb, Set<UnitId>> open = new EnumMap<>(Verb.class);
    private final Map<UnitId, String> by = new HashMap<>();
    private final Map<Place, Exemption> exemptions = new HashMap<>();
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
        ROLLBACK,
        /// Lets somebody come in clear text, for a time.
        EXEMPT,
        /// Ends that before its time.
        UNEXEMPT,
        /// Has it looked at from outside, now.
        VERIFY
    }

    /// @param units none for all
    /// @param terms of an exemption, without its unit
    record Order(Verb verb, List<UnitId> units, String by, Map<String, String> terms) {
        Order(Verb verb, List<UnitId> units, String by) {
            this(verb, units, by, Map.of());
        }
    }

    /// Names an exemption.
    private record Place(UnitId unit, String from) {}

    Desk(Collection<UnitId> held, Collection<Exemption> exempted) {
        set(Verb.HOLD).addAll(held);
        exempted.forEach(one -> exemptions.put(new Place(one.unit(), one.from()), one));
    }

    private Set<UnitId> set(Verb verb) {
        return open.computeIfAbsent(verb, _ -> new HashSet<>());
    }

    /// False when nobody may say more now. Called by anybody.
    boolean take(Order order) {
        return line.offer(order);
    }

    /// What stands now.
    Course.Asked asked(Fleet fleet, Instant now) {
        List<Entry> news = new ArrayList<>();
        exemptions.values().removeIf(one -> one.isOver(now.minus(OVER_KEPT)));
        Order order = line.poll();
        while (order != null) {
            take(order, fleet, now, news);
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
                by,
                exemptions(),
                news);
    }

    private void take(Order order, Fleet fleet, Instant now, List<Entry> news) {
        Collection<UnitId> units = order.units().isEmpty() ? fleet.units().keySet() : order.units();
        if (order.verb() != Verb.VERIFY) {
            units.forEach(unit -> by.put(unit, order.by()));
        }
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
            case START, APPROVE, VERIFY -> set(order.verb()).addAll(units);
            case EXEMPT ->
                    units.forEach(unit -> exempt(unit, order, fleet, now).ifPresent(news::add));
            case UNEXEMPT ->
                    units.forEach(unit -> unexempt(unit, order, fleet, now).ifPresent(news::add));
        }
    }

    private Optional<Entry> exempt(UnitId unit, Order order, Fleet fleet, Instant now) {
        return ExemptionTerms.read(unit, order.terms())
                .map(one -> {
                    exemptions.put(new Place(unit, one.from()), one);
                    String why =
                            "%s is exempted until %s, by %s: %s"
                                    .formatted(
                                            one.from(), one.expires(), one.owner(), one.reason());
                    return entry(unit, order, fleet, now, why);
                });
    }

    private Optional<Entry> unexempt(UnitId unit, Order order, Fleet fleet, Instant now) {
        String from = order.terms().getOrDefault(ExemptionTerms.FROM, "");
        return Optional.ofNullable(exemptions.remove(new Place(unit, from)))
                .map(one -> entry(unit, order, fleet, now, from + " is no longer exempted"));
    }

    private static Entry entry(UnitId unit, Order order, Fleet fleet, Instant now, String why) {
        UnitRecord record = fleet.units().getOrDefault(unit, UnitRecord.found(unit, now));
        return new Entry(now, order.by(), unit, record.phase(), record.phase(), why, "", "");
    }

    /// In the order of their units.
    List<Exemption> exemptions() {
        return exemptions.values().stream()
                .sorted(Comparator.comparing(Exemption::unit).thenComparing(Exemption::from))
                .toList();
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

    /// What is to be looked at; asked once.
    Set<UnitId> takeVerify() {
        Set<UnitId> units = Set.copyOf(set(Verb.VERIFY));
        set(Verb.VERIFY).clear();
        return units;
    }

    Set<UnitId> held() {
        return set(Verb.HOLD);
    }
}
