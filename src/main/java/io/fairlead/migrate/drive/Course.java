package io.fairlead.migrate.drive;

import io.fairlead.migrate.decide.caller.Naming;
import io.fairlead.migrate.decide.caller.PodTimes;
import io.fairlead.migrate.decide.evidence.Limits;
import io.fairlead.migrate.decide.evidence.PortEvidence;
import io.fairlead.migrate.decide.facts.EvidenceBook;
import io.fairlead.migrate.decide.facts.Gathering;
import io.fairlead.migrate.decide.facts.Gathering.Certificate;
import io.fairlead.migrate.decide.facts.Roster;
import io.fairlead.migrate.decide.plan.Fleet;
import io.fairlead.migrate.decide.plan.FleetFacts;
import io.fairlead.migrate.decide.plan.FleetFacts.Call;
import io.fairlead.migrate.decide.plan.Orders;
import io.fairlead.migrate.decide.plan.UnitFacts;
import io.fairlead.migrate.decide.trail.Entry;
import io.fairlead.migrate.decide.trail.Trail;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.MigrationSpec;
import io.fairlead.model.mtls.MigrationSpec.Drive;
import io.fairlead.model.mtls.UnitId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where the migration is: what is known, and the records of all units. Each look at the mesh gives the next one.
///
/// @param since when each workload was seen first
record Course(EvidenceBook book, Fleet fleet, Map<String, Instant> since) {
    static final Course BEGIN = new Course(EvidenceBook.EMPTY, Fleet.EMPTY, Map.of());

    private static final String ACTOR = "autopilot";
    private static final String DEMO = "demo";

    Course {
        since = Map.copyOf(since);
    }

    /// What is true at a look.
    ///
    /// @param steady time since the look before
    record Look(
            Instant now,
            Duration steady,
            Roster roster,
            PodTimes times,
            List<EvidenceDelta> reports,
            Set<Call> calls,
            List<Certificate> certificates) {

        Limits limits() {
            return roster.profile().equals(DEMO) ? Limits.DEMO : Limits.PRODUCTION;
        }

        /// Nothing enforces yet, whatever was asked for: it goes as far as advice.
        MigrationSpec spec() {
            return roster.spec().withDrive(Drive.ADVISE);
        }

        private Naming naming() {
            return new Naming(
                    times, Map.of(), roster.nodes(), roster.apiServers(), roster.nodePorts());
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
        look.roster()
                .workloads()
                .keySet()
                .forEach(owner -> seen.put(owner, since.getOrDefault(owner, look.now())));
        List<UnitFacts> units =
                new Gathering(
                                look.roster(),
                                known.workloads(),
                                look.calls(),
                                look.certificates(),
                                look.now())
                        .units();
        FleetFacts facts =
                new FleetFacts(
                        look.now(), look.steady(), units, seen, look.calls(), Map.of(), Set.of());
        Fleet.Step step = fleet.next(facts, Orders.NONE, look.spec(), look.limits());
        return new Step(
                new Course(known, step.fleet(), seen),
                facts,
                step.transitions(),
                entries(step.transitions(), facts),
                step.clockJumped());
    }

    private static List<Entry> entries(List<Fleet.Transition> transitions, FleetFacts facts) {
        Map<UnitId, String> digests = new HashMap<>();
        if (!transitions.isEmpty()) {
            facts.units().forEach(unit -> digests.put(unit.id(), digest(unit)));
        }
        List<Entry> entries = new ArrayList<>();
        for (Fleet.Transition one : transitions) {
            entries.add(
                    new Entry(
                            facts.now(),
                            ACTOR,
                            one.unit(),
                            one.from(),
                            one.to(),
                            one.because(),
                            digests.getOrDefault(one.unit(), ""),
                            ""));
        }
        return entries;
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
