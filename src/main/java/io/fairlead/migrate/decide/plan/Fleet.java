package io.fairlead.migrate.decide.plan;

import io.fairlead.migrate.decide.evidence.Limits;
import io.fairlead.migrate.decide.machine.Machine;
import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.migrate.decide.machine.Signal;
import io.fairlead.migrate.decide.machine.Standing;
import io.fairlead.model.mtls.MigrationSpec;
import io.fairlead.model.mtls.UnitId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All units, and the step to the next moment.
///
/// A step is a pure function of records, facts, orders and settings. What it gives is written down, with the records of
/// the audit trail, before anything is done: who finds the written state after a crash does the same again.
///
/// @param at the last step's time; null before the first
public record Fleet(SortedMap<UnitId, UnitRecord> units, @Nullable Instant at) {
    public static final Fleet EMPTY = new Fleet(new TreeMap<>(), null);

    /// The wall's clock may differ so much from the steady one between two steps.
    private static final Duration JUMP = Duration.ofSeconds(2);

    public Fleet {
        units = Collections.unmodifiableSortedMap(new TreeMap<>(units));
    }

    /// A unit went from one phase to another.
    ///
    /// @param signals by which
    public record Transition(
            UnitId unit, Phase from, Phase to, String because, Set<Signal> signals) {
        public Transition {
            signals = Set.copyOf(signals);
        }
    }

    /// @param clockJumped the wall's clock moved against the steady one: windows begin anew
    public record Step(Fleet fleet, List<Transition> transitions, boolean clockJumped) {
        public Step {
            transitions = List.copyOf(transitions);
        }
    }

    /// The next moment.
    public Step next(FleetFacts facts, Orders orders, MigrationSpec spec, Limits limits) {
        boolean jumped = at != null && jumped(at, facts);
        Machine machine =
                new Machine(spec.trial().rampSteps().size(), spec.rollback().maxAttempts());
        Order order = new Order(facts, spec);
        List<UnitId> inFlight = new ArrayList<>();
        units.values().stream().filter(Fleet::isInFlight).forEach(u -> inFlight.add(u.id()));
        long locked =
                units.values().stream().filter(u -> u.phase() instanceof Phase.Locked).count();
        SortedMap<UnitId, UnitRecord> next = new TreeMap<>();
        List<Transition> transitions = new ArrayList<>();
        for (UnitFacts unit : order.sorted()) {
            UnitRecord record =
                    units.getOrDefault(unit.id(), UnitRecord.found(unit.id(), facts.now()));
            Rules rules =
                    new Rules(
                            unit,
                            spec,
                            limits,
                            facts.cronJobs(),
                            orders.idleAllowed().contains(unit.id()),
                            facts.now());
            Judge judge = new Judge(record, rules, orders, facts.knownSince());
            boolean mayTry = judge.mayPass() && order.hasRoom(unit.id(), inFlight, locked);
            Set<Signal> signals = judge.signals(jumped, mayTry);
            Machine.Move move = machine.next(record.standing(), signals);
            UnitRecord then = follow(move, signals, judge);
            if (!then.phase().equals(record.phase())) {
                transitions.add(
                        new Transition(
                                unit.id(), record.phase(), then.phase(), then.because(), signals));
            }
            if (isInFlight(then) && !inFlight.contains(unit.id())) {
                inFlight.add(unit.id());
            }
            next.put(unit.id(), then);
        }
        keepLocked(next);
        return new Step(new Fleet(next, facts.now()), transitions, jumped);
    }

    /// A lock outlives the pods behind it.
    private void keepLocked(SortedMap<UnitId, UnitRecord> next) {
        units.forEach((id, record) -> {
            if (record.phase() instanceof Phase.Locked) {
                next.putIfAbsent(id, record);
            }
        });
    }

    private static boolean jumped(Instant before, FleetFacts facts) {
        Duration wall = Duration.between(before, facts.now());
        return wall.minus(facts.steady()).abs().compareTo(JUMP) > 0;
    }

    private static boolean isInFlight(UnitRecord unit) {
        return unit.phase().onTrial() || unit.phase() instanceof Phase.RollingBack;
    }

    private static UnitRecord follow(Machine.Move move, Set<Signal> signals, Judge judge) {
        UnitRecord record = judge.record();
        Instant now = judge.rules().now();
        Phase to = move.to().phase();
        List<String> pods = pods(record, to, judge.rules().facts(), judge.rules().spec());
        if (!to.equals(record.phase())) {
            boolean back = to instanceof Phase.RollingBack;
            String because = back ? judge.trip().orElse(move.because()) : move.because();
            return new UnitRecord(
                    record.id(), move.to(), because, now, null, trialSince(record, to, now), pods);
        }
        if (!pods.equals(record.trialPods())) {
            Standing stays = record.standing();
            return new UnitRecord(
                    record.id(), stays, record.because(), now, null, record.trialSince(), pods);
        }
        boolean newlyAcked = record.acked() == null && signals.contains(Signal.ACKED);
        return newlyAcked ? record.ackedAt(now) : record;
    }

    private static @Nullable Instant trialSince(UnitRecord record, Phase to, Instant now) {
        if (to instanceof Phase.RollingBack || to instanceof Phase.Locked) {
            return record.trialSince();
        }
        if (!to.onTrial()) {
            return null;
        }
        return record.trialSince() == null ? now : record.trialSince();
    }

    /// Pods that try it. Who is in stays in; a pod that went is replaced.
    private static List<String> pods(
            UnitRecord record, Phase phase, UnitFacts facts, MigrationSpec spec) {
        if (phase instanceof Phase.RollingBack) {
            return record.trialPods();
        }
        if (!phase.onTrial()) {
            return List.of();
        }
        List<String> living = facts.podNames().stream().sorted().toList();
        int wanted = count(phase, living.size(), spec);
        List<String> chosen =
                new ArrayList<>(record.trialPods().stream().filter(living::contains).toList());
        living.stream()
                .filter(pod -> !chosen.contains(pod))
                .limit(Math.max(0, wanted - chosen.size()))
                .forEach(chosen::add);
        return chosen.stream().sorted().toList();
    }

    private static int count(Phase phase, int pods, MigrationSpec spec) {
        return switch (phase) {
            case Phase.Canary _ -> Math.min(pods, spec.trial().pods());
            case Phase.Ramp(int step) -> {
                List<Integer> steps = spec.trial().rampSteps();
                int percent = steps.get(Math.min(step, steps.size() - 1));
                yield Math.max(1, (pods * percent + 99) / 100);
            }
            default -> pods;
        };
    }
}
