package io.fairlead.migrate.decide.plan;

import io.fairlead.migrate.decide.evidence.Limits;
import io.fairlead.migrate.decide.evidence.PortEvidence;
import io.fairlead.migrate.decide.evidence.Seen;
import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.model.mtls.Exemption;
import io.fairlead.model.mtls.MigrationSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Is the evidence sufficient? Six rules, each shown with a tick.
///
/// @param cronJobs when each ran last
/// @param allowIdle a person said that the unit needs no traffic
public record Rules(
        UnitFacts facts,
        MigrationSpec spec,
        Limits limits,
        Map<String, Instant> cronJobs,
        boolean allowIdle,
        Instant now) {

    private static final int NAMED_MAX = 5;
    private static final double CERTIFICATE_LEFT = 1.0 / 3;

    /// With no failure in n tries the chance of one is below 3/n, at 95 per cent.
    private static final double RULE_OF_THREE = 3;

    /// One rule.
    ///
    /// @param says the figures behind it
    public record Tick(String id, String name, boolean holds, String says) {}

    public List<Tick> all() {
        return List.of(clean(), enough(), coverage(), calendar(), statics(), callers());
    }

    /// Callers in clear text that nobody answers for, in the quiet period.
    public List<Seen> offenders() {
        return inClear().stream().filter(seen -> !isExempted(seen)).toList();
    }

    /// True while somebody comes in clear text whom an exemption names: STRICT would cut him.
    boolean isUsedByExempted() {
        return inClear().stream().anyMatch(this::isExempted);
    }

    private List<Seen> inClear() {
        Instant from = now.minus(spec.observe().quietPeriod());
        return port().wouldBeCut().stream().filter(seen -> seen.last().isAfter(from)).toList();
    }

    boolean isExempted(Seen seen) {
        return exemptions().stream().anyMatch(e -> seen.caller().matches(e.from()));
    }

    /// Those that are not over.
    List<Exemption> exemptions() {
        return spec.exemptions().stream()
                .filter(exemption -> exemption.unit().equals(facts.id()))
                .filter(exemption -> !exemption.isOver(now))
                .toList();
    }

    private PortEvidence port() {
        return facts.evidence().of(facts.id().port());
    }

    private Duration observed() {
        Instant since = facts.evidence().since();
        return since.equals(Instant.EPOCH) ? Duration.ZERO : Duration.between(since, now);
    }

    private Tick clean() {
        Duration quiet = spec.observe().quietPeriod();
        long offenders = offenders().size();
        boolean overflow = port().overflowed().isAfter(now.minus(quiet));
        boolean long_ = observed().compareTo(quiet) >= 0;
        String says =
                overflow
                        ? "more callers in clear text than can be kept by name"
                        : offenders > 0
                                ? offenders + " callers in clear text in the last " + text(quiet)
                                : "quiet for %s of %s"
                                        .formatted(text(least(observed(), quiet)), text(quiet));
        return new Tick("E1", "clean", offenders == 0 && !overflow && long_, says);
    }

    private Tick enough() {
        long uses = port().uses();
        int least = spec.observe().minConnections();
        String bound =
                uses == 0
                        ? "no connection seen"
                        : String.format(
                                Locale.ROOT,
                                "%d connections or requests: clear text in less than %.3g of them, at 95 %%",
                                uses,
                                Math.min(1, RULE_OF_THREE / uses));
        return new Tick("E2", "enough", uses >= least || allowIdle, bound + "; needs " + least);
    }

    private Tick coverage() {
        List<String> silent = facts.evidence().silent(facts.podNames(), now, limits.lag());
        boolean holds = silent.isEmpty() && !facts.pods().isEmpty();
        String says =
                facts.pods().isEmpty()
                        ? "no pod"
                        : silent.isEmpty()
                                ? "%d pods report without a gap since %s"
                                        .formatted(facts.pods().size(), facts.evidence().since())
                                : "no report of " + String.join(", ", silent);
        return new Tick("E3", "coverage", holds, says);
    }

    private Tick calendar() {
        if (observed().compareTo(spec.observe().max()) >= 0) {
            return new Tick("E4", "calendar", true, "observed for " + text(spec.observe().max()));
        }
        Instant since = now.minus(observed());
        List<String> missing = new ArrayList<>();
        if (spec.observe().coverCronJobs()) {
            cronJobs.forEach((name, ran) -> {
                if (!ran.isAfter(since)) {
                    missing.add("CronJob " + name);
                }
            });
        }
        if (spec.observe().coverRollouts()) {
            facts.callers().stream()
                    .filter(caller -> caller.startedAt().isBefore(since))
                    .forEach(caller -> missing.add("a rollout of " + caller.owner()));
        }
        String says =
                missing.isEmpty()
                        ? "all that runs by the calendar ran"
                        : "not yet run: " + few(missing);
        return new Tick("E4", "calendar", missing.isEmpty(), says);
    }

    private static String few(List<String> names) {
        int more = names.size() - NAMED_MAX;
        List<String> first = names.subList(0, Math.min(NAMED_MAX, names.size()));
        return String.join(", ", first) + (more > 0 ? " and " + more + " more" : "");
    }

    private Tick statics() {
        List<Blocker> found = facts.statics();
        String says =
                found.isEmpty()
                        ? "the configuration says nothing against it"
                        : String.join("; ", found.stream().map(Blocker::what).toList());
        return new Tick("E5", "static", found.isEmpty(), says);
    }

    private Tick callers() {
        List<String> unready =
                facts.callers().stream()
                        .filter(c -> c.certificateLeft() < CERTIFICATE_LEFT || !c.willUseMtls())
                        .map(UnitFacts.Client::owner)
                        .sorted()
                        .toList();
        String says =
                unready.isEmpty()
                        ? facts.callers().size() + " callers have certificates and will use them"
                        : "not ready: " + String.join(", ", unready);
        return new Tick("E6", "callers ready", unready.isEmpty(), says);
    }

    /// What speaks against STRICT, with names and fixes.
    public List<Blocker> blockers() {
        List<Blocker> all = new ArrayList<>(facts.statics());
        offenders().forEach(seen -> all.add(Blocker.of(facts.id(), seen)));
        if (port().overflowed().isAfter(now.minus(spec.observe().quietPeriod()))) {
            all.add(
                    new Blocker(
                            facts.id(),
                            "OVERFLOW",
                            "more than %d callers in clear text".formatted(limits.sourcesMax()),
                            "mend those that are named, then look again",
                            false));
        }
        return all;
    }

    /// While it is on trial only somebody known can take it back.
    static boolean counts(Blocker blocker, Phase phase) {
        return !phase.onTrial() || blocker.known();
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static String text(Duration duration) {
        return duration.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                .toString()
                .substring(2)
                .toLowerCase(Locale.ROOT);
    }
}
