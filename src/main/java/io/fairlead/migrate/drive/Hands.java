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
    private final TrailKeeper trail;
    private final Enforcer enforcer;
    private final Clock clock;
    private final Desk desk;
    private final Records.State begun;
    private final Map<Target, Instant> asked = new HashMap<>();
    private final Map<Target, PortProof> proofs = new HashMap<>();

    /// Since when a person wants a unit proven.
    private final Map<UnitId, Instant> verified = new HashMap<>();

    private @Nullable LockKeeper locks;
    private String problem;
    private Records.State written;

    /// The last state that was to be written isn't: it is tried again with each step.
    private boolean unwritten;

    private volatile boolean busy;

    /// What stands there is left for somebody to look at.
    private final boolean unreadable;

    /// Somebody else wrote the records.
    private boolean foreign;

    private String trouble = "";

    private Hands(
            Autopilot.@Nullable Keeping keeping,
            TrailKeeper trail,
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
        this.unreadable = !begin.problem().isEmpty();
        this.desk = new Desk(begun.held(), begun.exemptions());
        if (keeping != null) {
            this.locks = new LockKeeper(keeping.policies(), begun.policies());
        }
    }

    private record Begin(Records.State state, String problem) {}

    /// @throws IOException when the records can't be read now
    static Hands open(Autopilot.Keeping keeping, TrailKeeper trail, Enforcer enforcer, Clock clock)
            throws IOException {
        String records = keeping.archive().records();
        try {
            Records.State state = Records.read(records);
            return new Hands(keeping, trail, enforcer, clock, new Begin(state, ""));
        } catch (IllegalArgumentException e) {
            String why =
                    "the records of units can't be read: %s; fix: move them away, and look at what is locked"
                            .formatted(e.getMessage());
            return new Hands(keeping, trail, enforcer, clock, new Begin(Records.State.NONE, why));
        }
    }

    /// Keeps nothing, and so enforces nothing.
    ///
    /// @param why that is told
    static Hands idle(String why, TrailKeeper trail, Enforcer enforcer, Clock clock) {
        return new Hands(null, trail, enforcer, clock, new Begin(Records.State.NONE, why));
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

    /// Where the units stood when whoever wrote the records ended.
    ///
    /// @param known what this daemon knows from its own sight stays known
    Course resumed(Course known) {
        List<Entry> entries = new ArrayList<>();
        List<UnitRecord> units = begun.units().stream().map(this::replayed).toList();
        Fleet fleet = Course.resumed(units, clock.now(), entries);
        trail.owe(entries);
        return new Course(known.book(), fleet, known.since(), Map.of(), known.met());
    }

    /// What the trail told of counts, though its effect did not come: it is done again.
    private UnitRecord replayed(UnitRecord unit) {
        return unit.phase() instanceof Phase.Soak && trail.saysLocked(unit.id())
                ? unit.back(
                        new Phase.Locked(), "the audit trail says that it was locked", clock.now())
                : unit;
    }

    /// True when somebody else wrote meanwhile: whoever goes on has to begin with what stands there.
    boolean isForeign() {
        return foreign || trail.isForeign();
    }

    /// Why policies can't be read or written; empty when they can.
    String trouble() {
        return trouble;
    }

    private void tell(String now) {
        if (!now.equals(trouble) && !now.isEmpty()) {
            LOG.atError().setMessage("mtls policies").addKeyValue("problem", now).log();
        }
        trouble = now;
    }

    /// Why nothing can be enforced; empty when it can.
    private String cannot() {
        if (keeping == null) {
            return problem;
        }
        String rival = keeping.rival().get();
        if (!rival.isEmpty()) {
            return rival;
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
    private void lookAt(LockKeeper keeper, Fleet fleet, Roster roster) {
        try {
            keeper.look(() -> Locks.of(roster).wanted(fleet, keeper.versions()));
            tell("");
        } catch (IOException e) {
            tell("policies can't be read: " + e.getMessage());
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
            tell("policies can't be written: " + e.getMessage());
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
        if (where == null || keeper == null || unreadable) {
            return;
        }
        Records.State now =
                new Records.State(
                        List.copyOf(course.fleet().units().values()),
                        keeper.versions(),
                        desk.held().stream().sorted().toList(),
                        desk.exemptions());
        if (now.equals(written) && !unwritten) {
            return;
        }
        try {
            write(where.archive(), now);
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

    /// Where nobody knows what became of a write, what stands there now counts.
    private void write(Archive to, Records.State now) throws IOException {
        String text = Records.text(now);
        try {
            to.records(text);
        } catch (Archive.Unsure e) {
            String stands = to.records();
            foreign = !stands.equals(text) && !stands.equals(Records.text(written));
            if (!stands.equals(text)) {
                throw e;
            }
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
