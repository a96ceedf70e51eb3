package io.fairlead.migrate.drive;

import io.fairlead.clock.Clock;
import io.fairlead.migrate.decide.facts.Roster;
import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.migrate.decide.plan.Fleet;
import io.fairlead.migrate.decide.plan.UnitRecord;
import io.fairlead.migrate.decide.trail.Entry;
import io.fairlead.migrate.enforce.Enforcer;
import io.fairlead.migrate.enforce.Enforcer.Target;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.mtls.MigrationSpec.Drive;
import io.fairlead.model.mtls.PortProof;
import io.fairlead.model.mtls.UnitId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out what was decided: first the audit trail, then the records, then policies and wishes. Whoever finds the
/// records after a crash does the rest again. All but [#order] is of the owner's thread.
final class Hands {
    private static final Logger LOG = LoggerFactory.getLogger(Hands.class);
    private static final Duration PROVE_AGAIN = Duration.ofMinutes(10);
    private static final Duration PROVE_AGAIN_DEMO = Duration.ofSeconds(5);
    private static final Duration PROVE_SOON = Duration.ofSeconds(2);

    private final Autopilot.@Nullable Keeping keeping;
    private final TrailFile trail;
    private final Enforcer enforcer;
    private final Clock clock;
    private final Desk desk;
    private final StateFile.State begun;
    private final Map<Target, Instant> asked = new HashMap<>();
    private final Map<Target, PortProof> proofs = new HashMap<>();

    /// Since when a person wants a unit proven.
    private final Map<UnitId, Instant> verified = new HashMap<>();

    private @Nullable LockKeeper locks;
    private String problem;
    private StateFile.State written;

    /// The last state that was to be written isn't: it is tried again with each step.
    private boolean unwritten;

    private volatile boolean busy;

    private Hands(
            Autopilot.@Nullable Keeping keeping,
            TrailFile trail,
            Enforcer enforcer,
            Clock clock,
            Begin begin) {
        this.keeping = keeping;
        this.trail = trail;
        this.enforcer = enforcer;
        this.clock = clock;
        this.begun = begin.state();
        this.written = begin.state();
        this.problem = begin.problem();
        this.desk = new Desk(begun.held(), begun.exemptions());
        if (keeping != null) {
            this.locks = new LockKeeper(keeping.policies(), begun.policies());
        }
    }

    private record Begin(StateFile.State state, String problem) {}

    static Hands open(
            Autopilot.@Nullable Keeping keeping, TrailFile trail, Enforcer enforcer, Clock clock) {
        Begin begin = new Begin(StateFile.State.NONE, "");
        if (keeping == null) {
            begin = new Begin(StateFile.State.NONE, "no --mtls-dir keeps what it does");
        } else {
            try {
                begin = new Begin(new StateFile(keeping.dir()).read(), "");
            } catch (IOException e) {
                String why = e + "; fix: move it away, and look at what is locked";
                begin = new Begin(StateFile.State.NONE, why);
            }
        }
        return new Hands(keeping, trail, enforcer, clock, begin);
    }

    /// Empty when it was taken. Called by anybody.
    String order(Desk.Order order) {
        return desk.take(order) ? "" : "too many orders wait; fix: say it again in a second";
    }

    /// True while something is on trial, or on its way back.
    boolean isBusy() {
        return busy;
    }

    /// What is new of it stands in the audit trail before it counts.
    Course.Asked asked(Fleet fleet) {
        Course.Asked asked = desk.asked(fleet, clock.now());
        desk.takeVerify().forEach(unit -> verified.put(unit, clock.now()));
        trail.owe(asked.news());
        return asked;
    }

    /// Where the units stood when the daemon ended.
    Course resumed() {
        List<Entry> entries = new ArrayList<>();
        Course course = Course.resumed(begun.units(), clock.now(), entries);
        trail.owe(entries);
        return course;
    }

    /// Why nothing can be enforced; empty when it can.
    private String cannot() {
        if (keeping == null) {
            return problem;
        }
        if (!keeping.alone()) {
            return "several daemons share the work, and none of them may change a mode yet";
        }
        if (!trail.view().problem().isEmpty()) {
            return "the audit trail is not whole";
        }
        return enforcer.equals(Enforcer.NONE) ? "nothing enforces" : problem;
    }

    Done done(Fleet fleet, Roster roster, Map<String, Autopilot.Traffic> traffic) {
        Map<UnitId, String> obstacles = Map.of();
        Map<UnitId, String> edited = Map.of();
        LockKeeper keeper = locks;
        String cannot = cannot();
        if (keeper != null) {
            lookAt(keeper, fleet, roster);
            boolean drives = cannot.isEmpty() && roster.spec().drive() != Drive.ADVISE;
            if (drives || keeper.isEdited()) {
                Locks now = Locks.of(roster);
                obstacles = drives ? now.obstacles() : Map.of();
                edited = keeper.edited(now);
            }
        }
        proofs.putAll(enforcer.proofs());
        return new Done(
                enforcer.held(),
                enforcer.listeners(),
                Map.copyOf(proofs),
                traffic,
                obstacles,
                edited,
                cannot);
    }

    /// What can't be looked at is not taken for something that a person did.
    private static void lookAt(LockKeeper keeper, Fleet fleet, Roster roster) {
        try {
            keeper.look(() -> Locks.of(roster).wanted(fleet, keeper.versions()));
        } catch (IOException e) {
            LOG.atError().setMessage("mtls policies").setCause(e).log();
        }
    }

    /// @return false where the trail can't be written: then the course before counts
    boolean carryOut(Course before, Course.Step step, Course.Look look) {
        boolean effective = step.transitions().stream().anyMatch(Hands::isEffective);
        if (!effective) {
            trail.owe(step.entries());
        } else if (!trail.append(step.entries()) && keeping != null) {
            wish(before, look);
            return false;
        }
        desk.done(step.transitions());
        keep(step.course());
        Set<String> released =
                step.transitions().stream()
                        .filter(one -> one.from() instanceof Phase.Locked)
                        .filter(one -> !(one.to() instanceof Phase.Held))
                        .map(one -> one.unit().namespace())
                        .collect(Collectors.toSet());
        lock(step.course(), look, released);
        wish(step.course(), look);
        return true;
    }

    /// True for steps after which a pod has to do something else.
    private static boolean isEffective(Fleet.Transition one) {
        return isEffective(one.from(), one.to());
    }

    static boolean isEffective(Entry entry) {
        return isEffective(entry.from(), entry.to());
    }

    private static boolean isEffective(Phase from, Phase to) {
        return !from.mode().equals(to.mode());
    }

    private void lock(Course course, Course.Look look, Set<String> released) {
        LockKeeper keeper = locks;
        if (keeper == null || !cannot().isEmpty()) {
            return;
        }
        Locks now = Locks.of(look.roster());
        Map<ObjectKey, PeerAuthentication> wanted = now.wanted(course.fleet(), keeper.versions());
        try {
            tellOfDefaults(wanted, keeper, now, course, look);
            keeper.forget(look.asked().orders().resumed());
            keeper.apply(wanted, now, course.fleet(), released);
        } catch (IOException e) {
            LOG.atError().setMessage("mtls policies").setCause(e).log();
        }
        keep(course);
    }

    /// A default changes no mode, and is an effect all the same.
    private void tellOfDefaults(
            Map<ObjectKey, PeerAuthentication> wanted,
            LockKeeper keeper,
            Locks now,
            Course course,
            Course.Look look) {
        List<Entry> entries = new ArrayList<>();
        for (ObjectKey key : wanted.keySet()) {
            if (now.isPromotion(key) && !keeper.versions().containsKey(key)) {
                course.fleet().units().values().stream()
                        .filter(unit -> unit.phase() instanceof Phase.Locked)
                        .findFirst()
                        .ifPresent(unit -> entries.add(ofDefault(key, unit, look.now())));
            }
        }
        trail.owe(entries);
    }

    private static Entry ofDefault(ObjectKey key, UnitRecord unit, Instant now) {
        return new Entry(
                now,
                Course.ACTOR,
                unit.id(),
                unit.phase(),
                unit.phase(),
                "a default that changes no port's mode",
                "",
                "+ %s STRICT".formatted(key));
    }

    private void keep(Course course) {
        Autopilot.Keeping where = keeping;
        LockKeeper keeper = locks;
        if (where == null || keeper == null) {
            return;
        }
        StateFile.State now =
                new StateFile.State(
                        List.copyOf(course.fleet().units().values()),
                        keeper.versions(),
                        desk.held().stream().sorted().toList(),
                        desk.exemptions());
        if (now.equals(written) && !unwritten) {
            return;
        }
        try {
            new StateFile(where.dir()).write(now);
            written = now;
            unwritten = false;
            problem = "";
        } catch (IOException e) {
            problem = "records can't be written: " + e;
            if (!unwritten) {
                LOG.atError().setMessage("mtls records").addKeyValue("problem", problem).log();
            }
            unwritten = true;
        }
    }

    private void wish(Course course, Course.Look look) {
        Fleet fleet = course.fleet();
        busy =
                fleet.units().values().stream()
                        .anyMatch(unit ->
                                unit.phase().onTrial()
                                        || unit.phase() instanceof Phase.Auditing
                                        || unit.phase() instanceof Phase.RollingBack);
        Wishes wishes = new Wishes(fleet, look.roster(), course.since(), look.now());
        boolean idle = !cannot().isEmpty();
        enforcer.wish(idle ? Map.of() : wishes.pods(), wishes.knownCallers());
        prove(wishes, fleet, look);
    }

    /// Asks what is new, and what a person wants to know, at once, and all from time to time.
    private void prove(Wishes wishes, Fleet fleet, Course.Look look) {
        boolean demo = look.roster().profile().equals("demo");
        Duration again = demo ? PROVE_AGAIN_DEMO : PROVE_AGAIN;
        Set<Target> due = new HashSet<>();
        Set<Target> all = new HashSet<>();
        wishes.targets()
                .forEach((unit, targets) -> {
                    UnitRecord record = fleet.units().get(unit);
                    Instant acked = record == null ? null : record.acked();
                    Instant wanted = verified.getOrDefault(unit, Instant.EPOCH);
                    for (Target target : targets) {
                        all.add(target);
                        PortProof proof = look.done().proofs().get(target);
                        boolean fresh =
                                proof != null
                                        && acked != null
                                        && !proof.at().isBefore(wanted)
                                        && !proof.at().isBefore(acked)
                                        && proof.says().isEmpty()
                                        && isWithin(proof.at(), again, look.now());
                        Instant last = asked.get(target);
                        boolean waits = last != null && isWithin(last, PROVE_SOON, look.now());
                        if (!fresh && !waits) {
                            due.add(target);
                            asked.put(target, look.now());
                        }
                    }
                });
        verified.keySet().retainAll(wishes.targets().keySet());
        asked.keySet().retainAll(all);
        proofs.keySet().retainAll(all);
        if (!due.isEmpty()) {
            enforcer.prove(due);
        }
    }

    /// Not when the clock was set back to before the beginning.
    private static boolean isWithin(Instant begin, Duration time, Instant now) {
        return !begin.isAfter(now) && now.isBefore(begin.plus(time));
    }
}
