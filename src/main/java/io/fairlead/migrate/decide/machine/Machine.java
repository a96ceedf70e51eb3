package io.fairlead.migrate.decide.machine;

import static io.fairlead.migrate.decide.machine.Signal.ACKED;
import static io.fairlead.migrate.decide.machine.Signal.ACK_LOST;
import static io.fairlead.migrate.decide.machine.Signal.BACK;
import static io.fairlead.migrate.decide.machine.Signal.BLOCKED;
import static io.fairlead.migrate.decide.machine.Signal.DRIVEN;
import static io.fairlead.migrate.decide.machine.Signal.EDITED;
import static io.fairlead.migrate.decide.machine.Signal.EXEMPT;
import static io.fairlead.migrate.decide.machine.Signal.GAP;
import static io.fairlead.migrate.decide.machine.Signal.HELD;
import static io.fairlead.migrate.decide.machine.Signal.LEGACY;
import static io.fairlead.migrate.decide.machine.Signal.MAY_LOCK;
import static io.fairlead.migrate.decide.machine.Signal.MAY_TRY;
import static io.fairlead.migrate.decide.machine.Signal.PROVEN;
import static io.fairlead.migrate.decide.machine.Signal.READY;
import static io.fairlead.migrate.decide.machine.Signal.TIME_OVER;
import static io.fairlead.migrate.decide.machine.Signal.TRIPPED;
import static io.fairlead.migrate.decide.machine.Signal.UNLOCK;
import static io.fairlead.migrate.decide.machine.Signal.UNOBSERVABLE;

import io.fairlead.migrate.decide.machine.Phase.Retreat;
import java.util.Set;

/// The next phase of a unit. One signal decides a move; what is more careful is asked first.
///
/// @param rampSteps how many steps lie between the canary and all pods
/// @param tripsMax after this many it is held
public record Machine(int rampSteps, int tripsMax) {

    /// Where it goes, and the signal that said so; the same standing when it stays.
    public record Move(Standing to, String because) {}

    public Move next(Standing at, Set<Signal> signals) {
        return switch (at.phase()) {
            case Phase.Locked _ -> locked(at, signals);
            case Phase.Canary _, Phase.Ramp _, Phase.Soak _ -> onTrial(at, signals);
            case Phase.RollingBack(Retreat retreat) -> rollingBack(at, retreat, signals);
            case Phase.Discovered _,
                    Phase.Observing _,
                    Phase.Blocked _,
                    Phase.Ready _,
                    Phase.Auditing _,
                    Phase.Cooldown _,
                    Phase.Held _,
                    Phase.Exempt _,
                    Phase.Unobservable _ ->
                    open(at, signals);
        };
    }

    /// What a person did to the policy of a lock counts, and nobody else's word does.
    private static Move locked(Standing at, Set<Signal> signals) {
        if (signals.contains(UNLOCK)) {
            return new Move(new Standing(new Phase.Observing(), 0), "a person unlocked it");
        }
        return signals.contains(EDITED)
                ? go(at, new Phase.Held(), "a person changed its policy")
                : stay(at);
    }

    /// Phases in which clear text is let in: nothing has to be taken back.
    private Move open(Standing at, Set<Signal> signals) {
        if (at.phase() instanceof Phase.Held && at.trips() >= tripsMax) {
            return afterTrips(at, signals);
        }
        if (signals.contains(UNOBSERVABLE)) {
            return go(at, new Phase.Unobservable(), "no evidence is possible");
        }
        if (signals.contains(EXEMPT)) {
            return go(at, new Phase.Exempt(), "an exemption names it");
        }
        if (signals.contains(HELD)) {
            return go(at, new Phase.Held(), "it is held");
        }
        return switch (at.phase()) {
            case Phase.Held _ -> go(at, new Phase.Observing(), "it is no longer held");
            case Phase.Discovered _, Phase.Exempt _, Phase.Unobservable _ ->
                    go(at, new Phase.Observing(), "it is observed");
            case Phase.Cooldown _ ->
                    signals.contains(TIME_OVER)
                            ? go(at, new Phase.Observing(), "it has cooled down")
                            : stay(at);
            default -> gathering(at, signals);
        };
    }

    /// After too many trips only a person lets it go on; no exemption that comes and goes does.
    private Move afterTrips(Standing at, Set<Signal> signals) {
        return signals.contains(UNLOCK) && !signals.contains(HELD)
                ? new Move(new Standing(new Phase.Observing(), 0), "a person resumed it")
                : stay(at);
    }

    private Move gathering(Standing at, Set<Signal> signals) {
        if (signals.contains(BLOCKED)) {
            return go(at, new Phase.Blocked(), "something speaks against STRICT");
        }
        if (signals.contains(GAP)) {
            return go(at, new Phase.Observing(), "evidence was lost");
        }
        if (!signals.contains(READY)) {
            return go(at, new Phase.Observing(), "the evidence is not enough");
        }
        return switch (at.phase()) {
            case Phase.Ready _ when signals.contains(DRIVEN) ->
                    go(at, new Phase.Auditing(), "what STRICT would cut is counted");
            case Phase.Ready _ -> stay(at);
            case Phase.Auditing _ when signals.contains(BACK) ->
                    go(at, new Phase.Observing(), "a person sent it back");
            case Phase.Auditing _ ->
                    signals.containsAll(Set.of(DRIVEN, ACKED, TIME_OVER, MAY_TRY))
                            ? go(at, new Phase.Canary(), "nothing would have been cut")
                            : stay(at);
            default -> go(at, new Phase.Ready(), "E1 to E6 hold");
        };
    }

    private Move onTrial(Standing at, Set<Signal> signals) {
        if (signals.contains(TRIPPED)) {
            return back(at, Retreat.TRIP, "a trip condition holds");
        }
        if (signals.contains(ACK_LOST)) {
            return back(at, Retreat.TRIP, "a sidecar does not acknowledge");
        }
        if (signals.contains(UNOBSERVABLE) || signals.contains(EXEMPT)) {
            return back(at, Retreat.SIDE, "it is to be left alone");
        }
        if (signals.contains(HELD) || signals.contains(BACK)) {
            return back(at, Retreat.HOLD, "it is held");
        }
        if (signals.contains(BLOCKED)) {
            return back(at, Retreat.BLOCKER, "something speaks against STRICT");
        }
        if (signals.contains(GAP)) {
            return back(at, Retreat.GAP, "evidence was lost");
        }
        if (!signals.containsAll(Set.of(ACKED, TIME_OVER, DRIVEN))) {
            return stay(at);
        }
        return switch (at.phase()) {
            case Phase.Canary _ -> go(at, ramp(0), "the canary was quiet");
            case Phase.Ramp(int step) -> go(at, ramp(step + 1), "the step was quiet");
            default ->
                    signals.containsAll(Set.of(PROVEN, MAY_LOCK)) && !signals.contains(LEGACY)
                            ? go(at, new Phase.Locked(), "all pods refuse clear text, as was seen")
                            : stay(at);
        };
    }

    private Phase ramp(int step) {
        return step < rampSteps ? new Phase.Ramp(step) : new Phase.Soak();
    }

    private Move rollingBack(Standing at, Retreat retreat, Set<Signal> signals) {
        if (!signals.contains(ACKED)) {
            return stay(at);
        }
        return switch (retreat) {
            case TRIP -> {
                int trips = at.trips() + 1;
                yield trips >= tripsMax
                        ? new Move(
                                new Standing(new Phase.Held(), trips),
                                "it tripped " + trips + " times")
                        : new Move(
                                new Standing(new Phase.Cooldown(), trips), "it waits after a trip");
            }
            case BLOCKER -> go(at, new Phase.Blocked(), "something speaks against STRICT");
            case HOLD -> go(at, new Phase.Held(), "it is held");
            case GAP, SIDE -> go(at, new Phase.Observing(), "it is back");
        };
    }

    private static Move back(Standing at, Retreat retreat, String because) {
        return go(at, new Phase.RollingBack(retreat), because);
    }

    private static Move go(Standing at, Phase next, String because) {
        return next.equals(at.phase()) ? stay(at) : new Move(at.to(next), because);
    }

    private static Move stay(Standing at) {
        return new Move(at, "");
    }
}
