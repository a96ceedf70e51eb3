package io.fairlead.migrate.drive;

import io.fairlead.migrate.decide.caller.Caller;
import io.fairlead.migrate.decide.evidence.PortEvidence;
import io.fairlead.migrate.decide.evidence.Seen;
import io.fairlead.migrate.decide.facts.Known;
import io.fairlead.migrate.decide.plan.Blocker;
import io.fairlead.migrate.decide.plan.Rules;
import io.fairlead.migrate.decide.plan.UnitFacts;
import io.fairlead.migrate.decide.plan.UnitRecord;
import io.fairlead.migrate.view.MigrationView;
import io.fairlead.migrate.view.MigrationView.ExemptionView;
import io.fairlead.migrate.view.MigrationView.TrailView;
import io.fairlead.migrate.view.UnitView;
import io.fairlead.migrate.view.UnitView.BlockerView;
import io.fairlead.migrate.view.UnitView.RuleView;
import io.fairlead.migrate.view.UnitView.SourceView;
import io.fairlead.model.mtls.Exemption;
import io.fairlead.model.mtls.MigrationSpec.Drive;
import io.fairlead.model.mtls.UnitId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A course as people see it.
record Shown(Course.Look look, Course.Step step) {

    /// Names of all phases.
    static final List<String> PHASES =
            List.of(
                    "OBSERVING",
                    "BLOCKED",
                    "READY",
                    "AUDITING",
                    "CANARY",
                    "RAMP",
                    "SOAK",
                    "LOCKED",
                    "ROLLING_BACK",
                    "COOLDOWN",
                    "HELD",
                    "EXEMPT",
                    "UNOBSERVABLE");

    /// @param trouble with policies; empty for none
    MigrationView view(TrailView trail, String trouble) {
        Map<UnitId, Known> known = new HashMap<>();
        look.roster().units().forEach(unit -> known.put(unit.id(), unit));
        List<UnitView> units = new ArrayList<>();
        for (UnitFacts facts : step.facts().units()) {
            UnitRecord record = step.course().fleet().units().get(facts.id());
            Known unit = known.get(facts.id());
            if (record != null && unit != null) {
                units.add(unit(facts, record, unit));
            }
        }
        Drive asked = look.roster().spec().drive();
        return new MigrationView(
                look.now().toString(),
                look.spec().drive().name(),
                asked.name(),
                look.roster().profile(),
                trouble.isEmpty() ? note(asked) : note(asked) + "; " + trouble,
                step.course().book().gaps(),
                trail,
                units,
                exemptions());
    }

    private List<ExemptionView> exemptions() {
        List<ExemptionView> all = new ArrayList<>();
        look.roster().spec().exemptions().forEach(one -> all.add(exemption(one, false)));
        look.asked().exemptions().forEach(one -> all.add(exemption(one, true)));
        return all;
    }

    private ExemptionView exemption(Exemption one, boolean byOrder) {
        return new ExemptionView(
                one.unit().toString(),
                one.from(),
                one.owner(),
                one.reason(),
                one.expires().toString(),
                one.isOver(look.now()),
                byOrder);
    }

    private String note(Drive asked) {
        if (step.clockJumped()) {
            return "the clock jumped: windows begin anew";
        }
        if (asked == Drive.ADVISE) {
            return "it observes and says what it would do; nothing is changed";
        }
        String cannot = look.done().cannot();
        if (!cannot.isEmpty()) {
            return "drive %s goes as Advise, and nothing is changed: %s".formatted(asked, cannot);
        }
        return asked == Drive.APPROVE
                ? "it waits for a person before each trial and each lock"
                : "it goes on by itself";
    }

    private UnitView unit(UnitFacts facts, UnitRecord record, Known known) {
        Rules rules =
                new Rules(
                        facts,
                        look.spec(),
                        look.limits(),
                        step.facts().cronJobs(),
                        look.asked().orders().idleAllowed().contains(facts.id()),
                        look.now());
        PortEvidence port = facts.evidence().of(facts.id().port());
        Instant since = facts.evidence().since();
        return new UnitView(
                facts.id().toString(),
                known.mode().name(),
                facts.shown().name(),
                known.byPerson(),
                record.phase().text(),
                record.because(),
                record.entered().toString(),
                known.pods(),
                since.equals(Instant.EPOCH) ? "" : since.toString(),
                trouble(known, facts),
                proven(facts),
                facts.proof().says(),
                rules.all().stream()
                        .map(tick ->
                                new RuleView(tick.id(), tick.name(), tick.holds(), tick.says()))
                        .toList(),
                rules.blockers().stream().map(Shown::blocker).toList(),
                port.sources().values().stream()
                        .sorted(
                                Comparator.comparing((Seen seen) -> !seen.kind().wouldBeCut())
                                        .thenComparing(Seen::kind)
                                        .thenComparing(seen -> seen.caller().key()))
                        .map(seen -> source(facts.id(), seen))
                        .toList());
    }

    private static String proven(UnitFacts facts) {
        Instant at = facts.proof().at();
        return at == null ? "" : at.toString();
    }

    private static String trouble(Known known, UnitFacts facts) {
        return known.unobservable().isEmpty() ? facts.trouble() : known.unobservable();
    }

    private static BlockerView blocker(Blocker one) {
        return new BlockerView(one.code(), one.what(), one.fix(), one.known(), one.line());
    }

    private static SourceView source(UnitId unit, Seen seen) {
        Caller caller = seen.caller();
        boolean cut = seen.kind().wouldBeCut();
        return new SourceView(
                seen.kind().name(),
                cut,
                caller.key(),
                caller.namespace(),
                caller.workload(),
                caller.pod(),
                caller.serviceAccount(),
                caller.address(),
                caller.cause().name(),
                cut ? caller.cause().fix(caller, unit) : "",
                seen.detail(),
                seen.connections(),
                seen.requests(),
                seen.refused(),
                seen.first().toString(),
                seen.last().toString());
    }
}
