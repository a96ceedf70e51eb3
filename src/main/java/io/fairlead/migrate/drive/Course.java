package io.fairlead.migrate.drive;

import io.fairlead.migrate.decide.caller.Naming;
import io.fairlead.migrate.decide.caller.PodTimes;
import io.fairlead.migrate.decide.effect.LockPolicies;
import io.fairlead.migrate.decide.evidence.Limits;
import io.fairlead.migrate.decide.evidence.PortEvidence;
import io.fairlead.migrate.decide.facts.EvidenceBook;
import io.fairlead.migrate.decide.facts.Gathering;
import io.fairlead.migrate.decide.facts.Gathering.Certificate;
import io.fairlead.migrate.decide.facts.Known;
import io.fairlead.migrate.decide.facts.Roster;
import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.migrate.decide.plan.Fleet;
import io.fairlead.migrate.decide.plan.FleetFacts;
import io.fairlead.migrate.decide.plan.FleetFacts.Call;
import io.fairlead.migrate.decide.plan.Orders;
import io.fairlead.migrate.decide.plan.UnitFacts;
import io.fairlead.migrate.decide.plan.UnitRecord;
import io.fairlead.migrate.decide.trail.Entry;
import io.fairlead.migrate.decide.trail.Trail;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.Exemption;
import io.fairlead.model.mtls.MigrationSpec;
import io.fairlead.model.mtls.MigrationSpec.Drive;
import io.fairlead.model.mtls.UnitId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Where the migration is: what is known, and the records of all units. Each look at the mesh gives the next one.
///
/// @param since when each workload was seen first
/// @param watchers what is watched of units on trial
/// @param met who called whom since it is known: callers that come rarely are callers, too
record Course(
        EvidenceBook book,
        Fleet fleet,
        Map<String, Instant> since,
        Map<UnitId, Watcher> watchers,
        Set<Call> met) {
    static final Course BEGIN =
            new Course(EvidenceBook.EMPTY, Fleet.EMPTY, Map.of(), Map.of(), Set.of());

    static final String ACTOR = "autopilot";
    private static final String DEMO = "demo";

    Course {
        since = Map.copyOf(since);
        watchers = Map.copyOf(watchers);
        met = Set.copyOf(met);
    }

    /// What is true at a look.
    ///
    /// @param steady time since the look before
    /// @param done what became of what was wished
    /// @param asked what people want
    record Look(
            Instant now,
            Duration steady,
            Roster roster,
            PodTimes times,
            List<EvidenceDelta> reports,
            Set<Call> calls,
            List<Certificate> certificates,
            Done done,
            Asked asked) {

        Limits limits() {
            return roster.profile().equals(DEMO) ? Limits.DEMO : Limits.PRODUCTION;
        }

        /// As far as it goes: where nothing can be enforced, whatever was asked for is advice.
        MigrationSpec spec() {
            MigrationSpec spec = roster.spec();
            if (!asked.exemptions().isEmpty()) {
                List<Exemption> all = new ArrayList<>(spec.exemptions());
                all.addAll(asked.exemptions());
                spec = spec.withExemptions(all);
            }
            return done.cannot().isEmpty() ? spec : spec.withDrive(Drive.ADVISE);
        }

        private Naming naming() {
            Set<String> certified =
                    certificates.stream().map(Certificate::owner).collect(Collectors.toSet());
            return new Naming(
                    times,
                    Map.of(),
                    roster.nodes(),
                    roster.apiServers(),
                    roster.nodePorts(),
                    pod -> certified.contains(pod.namespace() + "/" + pod.name()));
        }
    }

    /// What people want.
    ///
    /// @param by who said so, of each unit
    /// @param exemptions that people gave beside those of the object
    /// @param news what is new of these, for the audit trail
    record Asked(
            Orders orders, Map<UnitId, String> by, List<Exemption> exemptions, List<Entry> news) {
        static final Asked NOTHING = new Asked(Orders.NONE, Map.of(), List.of(), List.of());

        Asked {
            exemptions = List.copyOf(exemptions);
            news = List.copyOf(news);
        }
    }

    /// What a look gave.
    ///
    /// @param entries for the audit trail, to be written before the course is taken
    record Step(
            Course course,
            FleetFacts facts,
            List<Fleet.Transition> transitions,
            List<Entry> entries,
            boolean clockJumped) {}

    Step next(Look look) {
        EvidenceBook known =
                book.plus(
                        look.reports(),
                        new EvidenceBook.Reading(
                                look.roster(), look.naming(), look.limits(), look.now()));
        Map<String, Instant> seen = new HashMap<>();
        for (Set<String> owners :
                List.of(look.roster().workloads().keySet(), look.roster().absent())) {
            owners.forEach(owner -> seen.put(owner, since.getOrDefault(owner, look.now())));
        }
        Set<Call> calls = met(look);
        Trials trials = new Trials(look, known.workloads(), watchers);
        List<Fleet.Transition> transitions = new ArrayList<>();
        Fleet begun = adopted(look, transitions);
        List<UnitFacts> units =
                new Gathering(
                                look.roster(),
                                known.workloads(),
                                calls,
                                look.calls(),
                                look.certificates(),
                                trials.effects(begun),
                                look.now())
                        .units();
        FleetFacts facts =
                new FleetFacts(
                        look.now(),
                        look.steady(),
                        units,
                        seen,
                        calls,
                        look.roster().ran(look.now()),
                        Set.of());
        Fleet.Step step = begun.next(facts, orders(begun, look), look.spec(), look.limits());
        transitions.addAll(step.transitions());
        return new Step(
                new Course(known, step.fleet(), seen, trials.watchersOf(step.fleet()), calls),
                facts,
                transitions,
                entries(transitions, facts, look.asked().by()),
                step.clockJumped());
    }

    /// The service graph forgets after minutes; a caller is forgotten when it can't come again.
    private Set<Call> met(Look look) {
        Set<Call> all = met;
        if (!met.containsAll(look.calls())) {
            all = new HashSet<>(met);
            all.addAll(look.calls());
        }
        Roster roster = look.roster();
        Predicate<Call> stays = call -> roster.isKnown(call.from()) && roster.isKnown(call.to());
        return all.stream().allMatch(stays)
                ? all
                : all.stream().filter(stays).collect(Collectors.toSet());
    }

    /// A port that a policy of the migration makes STRICT is locked when it is new, or was held while a person had that
    /// policy changed: nobody takes that back but a person.
    private Fleet adopted(Look look, List<Fleet.Transition> transitions) {
        boolean advises = look.spec().drive() == Drive.ADVISE;
        SortedMap<UnitId, UnitRecord> units = new TreeMap<>(fleet.units());
        for (Known known : look.roster().units()) {
            boolean sound = known.statics().isEmpty() && known.unobservable().isEmpty();
            UnitRecord record = units.get(known.id());
            boolean free = record == null ? !advises : isRestored(record, look);
            if (free && known.isStrict() && !known.byPerson() && sound) {
                String because = "a policy of the migration makes it STRICT";
                UnitRecord found =
                        record == null ? UnitRecord.found(known.id(), look.now()) : record;
                units.put(known.id(), found.back(new Phase.Locked(), because, look.now()));
                transitions.add(
                        new Fleet.Transition(
                                known.id(), found.phase(), new Phase.Locked(), because, Set.of()));
            }
        }
        return new Fleet(units, fleet.at());
    }

    /// Nothing holds it any more: a person who changed its policy has put it back.
    private static boolean isRestored(UnitRecord record, Look look) {
        UnitId unit = record.id();
        return record.phase() instanceof Phase.Held
                && !look.asked().orders().frozen()
                && !look.asked().orders().held().contains(unit)
                && !look.done().edited().containsKey(unit)
                && !look.done().obstacles().containsKey(unit);
    }

    /// Where it only advises, nothing stays on trial.
    private static Orders orders(Fleet fleet, Look look) {
        Orders orders = look.asked().orders();
        if (look.spec().drive() != Drive.ADVISE) {
            return orders;
        }
        Set<UnitId> back = new HashSet<>(orders.back());
        fleet.units().values().stream()
                .filter(unit -> unit.phase().onTrial() || unit.phase() instanceof Phase.Auditing)
                .forEach(unit -> back.add(unit.id()));
        return new Orders(
                orders.frozen(),
                orders.held(),
                orders.approved(),
                orders.resumed(),
                orders.unlocked(),
                back,
                orders.idleAllowed());
    }

    /// After a restart: evidence is gone, so that what rested on it begins anew. What is locked stays locked.
    static Fleet resumed(List<UnitRecord> records, Instant now, List<Entry> entries) {
        SortedMap<UnitId, UnitRecord> units = new TreeMap<>();
        String because = "the daemon began anew";
        for (UnitRecord record : records) {
            Phase then =
                    switch (record.phase()) {
                        case Phase.Canary _, Phase.Ramp _, Phase.Soak _ ->
                                new Phase.RollingBack(Phase.Retreat.GAP);
                        case Phase.Ready _, Phase.Auditing _, Phase.Blocked _ ->
                                new Phase.Observing();
                        default -> record.phase();
                    };
            if (then.equals(record.phase())) {
                units.put(record.id(), record);
                continue;
            }
            units.put(record.id(), record.back(then, because, now));
            entries.add(new Entry(now, ACTOR, record.id(), record.phase(), then, because, "", ""));
        }
        return new Fleet(units, null);
    }

    private static List<Entry> entries(
            List<Fleet.Transition> transitions, FleetFacts facts, Map<UnitId, String> by) {
        Map<UnitId, String> digests = new HashMap<>();
        if (!transitions.isEmpty()) {
            facts.units().forEach(unit -> digests.put(unit.id(), digest(unit)));
        }
        List<Entry> entries = new ArrayList<>();
        for (Fleet.Transition one : transitions) {
            entries.add(
                    new Entry(
                            facts.now(),
                            by.getOrDefault(one.unit(), ACTOR),
                            one.unit(),
                            one.from(),
                            one.to(),
                            one.because(),
                            digests.getOrDefault(one.unit(), ""),
                            change(one)));
        }
        return entries;
    }

    private static String change(Fleet.Transition one) {
        boolean on = one.to() instanceof Phase.Locked;
        boolean left = one.to() instanceof Phase.Held;
        if (left || (!on && !(one.from() instanceof Phase.Locked))) {
            return "";
        }
        return "%s PeerAuthentication %s/%s portLevelMtls %d STRICT"
                .formatted(
                        on ? "+" : "-",
                        one.unit().namespace(),
                        LockPolicies.nameOf(one.unit().workload()),
                        one.unit().port());
    }

    /// Of the counters and the window that a decision rests on.
    private static String digest(UnitFacts unit) {
        PortEvidence port = unit.evidence().of(unit.id().port());
        List<String> lines = new ArrayList<>();
        port.sources()
                .forEach((key, seen) ->
                        lines.add(
                                "%s %s %d %d %d %s %s"
                                        .formatted(
                                                key.kind(),
                                                key.caller(),
                                                seen.connections(),
                                                seen.requests(),
                                                seen.refused(),
                                                seen.first(),
                                                seen.last())));
        lines.sort(null);
        return Trail.digest(unit.evidence().since() + "\n" + String.join("\n", lines));
    }
}
