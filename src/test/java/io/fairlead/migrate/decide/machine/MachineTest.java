package io.fairlead.migrate.decide.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.migrate.decide.machine.Phase.Retreat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every standing that can be reached, under every set of signals: the whole machine, nothing sampled.
class MachineTest {
    private static final Machine MACHINE = new Machine(3, 3);
    private static final Signal[] SIGNALS = Signal.values();
    private static final Map<Standing, Set<Standing>> NEXT = new HashMap<>();
    private static final Map<String, Set<Signal>> BROKEN = new TreeMap<>();
    private static long raises;

    /// A change from one standing to another, under any signals.
    private record Edge(Standing from, Standing to) {
        boolean raises() {
            return rank(to.phase()) > rank(from.phase());
        }

        /// Signals that have to be there.
        Set<Signal> needs() {
            Set<Signal> needs = EnumSet.noneOf(Signal.class);
            if (raises()) {
                needs.addAll(Set.of(Signal.ACKED, Signal.TIME_OVER, Signal.DRIVEN));
            }
            if (to.phase() instanceof Phase.Canary) {
                needs.addAll(Set.of(Signal.READY, Signal.MAY_TRY));
            }
            if (to.phase() instanceof Phase.Locked) {
                needs.addAll(Set.of(Signal.PROVEN, Signal.MAY_LOCK));
            }
            if (from.phase() instanceof Phase.Locked) {
                needs.add(to.phase() instanceof Phase.Held ? Signal.EDITED : Signal.UNLOCK);
            }
            if (from.phase() instanceof Phase.RollingBack) {
                needs.add(Signal.ACKED);
            }
            return needs;
        }

        /// Signals that must not be there.
        Set<Signal> forbids() {
            Set<Signal> forbids = EnumSet.noneOf(Signal.class);
            if (raises()) {
                forbids.addAll(
                        Set.of(
                                Signal.BLOCKED,
                                Signal.GAP,
                                Signal.HELD,
                                Signal.EXEMPT,
                                Signal.UNOBSERVABLE));
                if (from.phase().onTrial()) {
                    forbids.add(Signal.TRIPPED);
                    forbids.add(Signal.ACK_LOST);
                }
            }
            if (to.phase() instanceof Phase.Locked) {
                forbids.add(Signal.LEGACY);
            }
            return forbids;
        }

        /// Whether it may be at all.
        boolean isLegal() {
            boolean down = from.phase().onTrial() && rank(to.phase()) < rank(from.phase());
            boolean skips =
                    (to.phase() instanceof Phase.Canary
                                    && !(from.phase() instanceof Phase.Auditing))
                            || (to.phase() instanceof Phase.Locked
                                    && !(from.phase() instanceof Phase.Soak));
            return to.trips() <= 3 && !skips && (!down || to.phase() instanceof Phase.RollingBack);
        }
    }

    private record Rule(Set<Signal> needs, Set<Signal> forbids, boolean legal) {
        boolean allows(Set<Signal> signals) {
            return legal
                    && signals.containsAll(needs)
                    && forbids.stream().noneMatch(signals::contains);
        }
    }

    private static int rank(Phase phase) {
        return switch (phase) {
            case Phase.Canary _ -> 1;
            case Phase.Ramp(int step) -> 2 + step;
            case Phase.Soak _ -> 10;
            case Phase.Locked _ -> 11;
            default -> 0;
        };
    }

    @BeforeAll
    static void walkAll() {
        List<Set<Signal>> sets = new ArrayList<>();
        for (int mask = 0; mask < 1 << SIGNALS.length; mask++) {
            sets.add(set(mask));
        }
        Deque<Standing> waiting = new ArrayDeque<>(List.of(Standing.NEW));
        while (!waiting.isEmpty()) {
            Standing at = waiting.pop();
            if (!NEXT.containsKey(at)) {
                Set<Standing> next = walk(at, sets);
                NEXT.put(at, next);
                waiting.addAll(next);
            }
        }
    }

    private static Set<Signal> set(int mask) {
        Set<Signal> set = EnumSet.noneOf(Signal.class);
        for (int i = 0; i < SIGNALS.length; i++) {
            if ((mask & (1 << i)) != 0) {
                set.add(SIGNALS[i]);
            }
        }
        return set;
    }

    private static Set<Standing> walk(Standing at, List<Set<Signal>> sets) {
        Map<Standing, Rule> rules = new HashMap<>();
        for (Set<Signal> signals : sets) {
            Standing to = MACHINE.next(at, signals).to();
            if (to.equals(at)) {
                continue;
            }
            Rule rule = rules.get(to);
            if (rule == null) {
                Edge edge = new Edge(at, to);
                raises += edge.raises() ? 1 : 0;
                rule = new Rule(edge.needs(), edge.forbids(), edge.isLegal());
                rules.put(to, rule);
            }
            if (!rule.allows(signals)) {
                BROKEN.putIfAbsent(at + " -> " + to, signals);
            }
        }
        return rules.keySet();
    }

    /// I1: nothing is raised over a blocker; I2: only a person takes a lock off; no step is skipped, none is made before
    /// all have acknowledged the one before; the way down from a trial is ROLLING_BACK.
    @Test
    void noRuleIsBroken() {
        assertThat(raises).isGreaterThan(5);
        assertThat(BROKEN).isEmpty();
    }

    /// The rules notice a machine that doesn't hear one of its signals, or that is told one that is not so.
    @ParameterizedTest
    @EnumSource(
            names = {
                "BLOCKED",
                "GAP",
                "HELD",
                "EXEMPT",
                "UNOBSERVABLE",
                "TRIPPED",
                "ACK_LOST",
                "LEGACY"
            })
    void aMachineThatIsDeafBreaksARule(Signal deafTo) {
        assertThat(breaks(signals -> signals.remove(deafTo))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "ACKED",
                "TIME_OVER",
                "DRIVEN",
                "READY",
                "MAY_TRY",
                "PROVEN",
                "MAY_LOCK",
                "UNLOCK",
                "EDITED"
            })
    void aMachineThatIsLiedToBreaksARule(Signal told) {
        assertThat(breaks(signals -> signals.add(told))).isTrue();
    }

    /// True for phases that are left by a rule.
    private static boolean movesWithCare(Phase phase) {
        return phase.onTrial()
                || phase instanceof Phase.Auditing
                || phase instanceof Phase.Locked
                || phase instanceof Phase.RollingBack;
    }

    private static boolean breaks(Consumer<Set<Signal>> lie) {
        List<Standing> careful =
                NEXT.keySet().stream()
                        .filter(at -> at.trips() == 0 && movesWithCare(at.phase()))
                        .toList();
        for (Standing at : careful) {
            for (int mask = 0; mask < 1 << SIGNALS.length; mask++) {
                Set<Signal> is = set(mask);
                Set<Signal> heard = EnumSet.noneOf(Signal.class);
                heard.addAll(is);
                lie.accept(heard);
                Standing to = MACHINE.next(at, heard).to();
                Edge edge = new Edge(at, to);
                if (!to.equals(at)
                        && !new Rule(edge.needs(), edge.forbids(), edge.isLegal()).allows(is)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void everyPhaseIsReached() {
        Set<String> seen = new HashSet<>();
        NEXT.keySet().forEach(standing -> seen.add(standing.phase().text()));
        assertThat(seen)
                .contains("DISCOVERED", "OBSERVING", "BLOCKED", "READY", "AUDITING", "CANARY")
                .contains("RAMP 0", "RAMP 1", "RAMP 2", "SOAK", "LOCKED", "COOLDOWN", "HELD")
                .contains("EXEMPT", "UNOBSERVABLE", "ROLLING_BACK TRIP", "ROLLING_BACK SIDE")
                .doesNotContain("RAMP 3");
    }

    /// From wherever it is, some news leads to LOCKED and some to OBSERVING.
    @Test
    void noStandingIsDead() {
        for (Phase goal : List.of(new Phase.Locked(), new Phase.Observing())) {
            Set<Standing> leads = new HashSet<>();
            boolean grew = true;
            while (grew) {
                grew = false;
                for (Map.Entry<Standing, Set<Standing>> entry : NEXT.entrySet()) {
                    boolean hits =
                            entry.getKey().phase().equals(goal)
                                    || entry.getValue().stream().anyMatch(leads::contains);
                    grew |= hits && leads.add(entry.getKey());
                }
            }
            assertThat(leads).as("standings that lead to " + goal).isEqualTo(NEXT.keySet());
        }
    }

    @Test
    void theThirdTripHoldsUntilAPersonResumes() {
        Standing third = new Standing(new Phase.RollingBack(Retreat.TRIP), 2);
        Standing held = MACHINE.next(third, Set.of(Signal.ACKED)).to();
        assertThat(held).isEqualTo(new Standing(new Phase.Held(), 3));
        assertThat(MACHINE.next(held, Set.of(Signal.READY)).to()).isEqualTo(held);
        assertThat(MACHINE.next(held, Set.of(Signal.UNLOCK)).to())
                .isEqualTo(new Standing(new Phase.Observing(), 0));
    }

    @Test
    void textIsReadAgain() {
        for (Standing standing : NEXT.keySet()) {
            assertThat(Phase.parse(standing.phase().text())).isEqualTo(standing.phase());
        }
    }
}
