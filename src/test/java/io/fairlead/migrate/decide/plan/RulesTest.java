package io.fairlead.migrate.decide.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.migrate.decide.caller.Caller;
import io.fairlead.migrate.decide.caller.Cause;
import io.fairlead.migrate.decide.evidence.Limits;
import io.fairlead.migrate.decide.evidence.WorkloadEvidence;
import io.fairlead.migrate.decide.plan.UnitFacts.Client;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.Exemption;
import io.fairlead.model.mtls.MigrationSpec;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.model.mtls.TrafficClass;
import io.fairlead.model.mtls.UnitId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RulesTest {
    private static final Instant T = Instant.parse("2026-11-26T09:00:00Z");
    private static final UnitId UNIT = new UnitId("shop", "cart", 8080);
    private static final List<UnitFacts.Pod> PODS =
            List.of(new UnitFacts.Pod("p", PortMode.PERMISSIVE));

    /// One report a second, each with a row.
    private static WorkloadEvidence seen(int seconds, TrafficClass kind, Cause cause, int rowAt) {
        WorkloadEvidence evidence = WorkloadEvidence.NONE;
        for (int i = 0; i < seconds; i++) {
            TrafficClass now = i == rowAt ? kind : TrafficClass.MESH_MTLS;
            EvidenceDelta delta =
                    new EvidenceDelta(
                            new EvidenceDelta.Pod("shop", "cart", "p"),
                            1,
                            i + 1,
                            T.plusSeconds(i),
                            T.plusSeconds(i + 1),
                            List.of(
                                    new EvidenceDelta.Row(
                                            8080, now, "10.0.0.9", "GET /", 2, 2, 0)));
            evidence =
                    evidence.plus(
                                    delta,
                                    row ->
                                            row.kind() == TrafficClass.MESH_MTLS
                                                    ? new Caller(
                                                            Cause.NONE, "shop", "", "", "web", "")
                                                    : new Caller(
                                                            cause,
                                                            "batch",
                                                            "cron",
                                                            "cron-1",
                                                            "sa",
                                                            row.source()),
                                    Limits.DEMO)
                            .evidence();
        }
        return evidence;
    }

    private static Rules rules(UnitFacts facts, MigrationSpec spec, Instant now) {
        return new Rules(facts, spec, Limits.DEMO, Map.of(), false, now);
    }

    private static Rules.Tick tick(Rules rules, String id) {
        return rules.all().stream().filter(t -> t.id().equals(id)).findFirst().orElseThrow();
    }

    private static UnitFacts facts(WorkloadEvidence evidence) {
        return UnitFacts.of(UNIT, PODS, evidence);
    }

    @Test
    void allHoldAfterAQuietPeriodOfTheMesh() {
        Rules rules =
                rules(
                        facts(seen(25, TrafficClass.MESH_MTLS, Cause.NONE, 0)),
                        MigrationSpec.DEMO,
                        T.plusSeconds(25));
        assertThat(rules.all()).allMatch(Rules.Tick::holds);
        assertThat(rules.all())
                .extracting(Rules.Tick::id)
                .containsExactly("E1", "E2", "E3", "E4", "E5", "E6");
        assertThat(tick(rules, "E2").says()).contains("50 connections").contains("0.0600");
    }

    @ParameterizedTest
    @EnumSource(TrafficClass.class)
    void e1ABlockIsWhatWouldBeCut(TrafficClass kind) {
        Rules rules =
                rules(
                        facts(seen(25, kind, Cause.NO_SIDECAR, 20)),
                        MigrationSpec.DEMO,
                        T.plusSeconds(25));
        assertThat(tick(rules, "E1").holds()).isEqualTo(!kind.wouldBeCut());
        assertThat(rules.blockers()).hasSize(kind.wouldBeCut() ? 1 : 0);
    }

    @Test
    void e1HoldsAgainWhenTheQuietPeriodIsOver() {
        WorkloadEvidence evidence = seen(60, TrafficClass.PLAIN_HTTP, Cause.NO_SIDECAR, 30);
        assertThat(
                        tick(rules(facts(evidence), MigrationSpec.DEMO, T.plusSeconds(50)), "E1")
                                .holds())
                .isFalse();
        assertThat(
                        tick(rules(facts(evidence), MigrationSpec.DEMO, T.plusSeconds(51)), "E1")
                                .holds())
                .isTrue();
    }

    @Test
    void theBlockerNamesCallerCountCauseAndFix() {
        Rules rules =
                rules(
                        facts(seen(25, TrafficClass.PLAIN_HTTP, Cause.NO_SIDECAR, 20)),
                        MigrationSpec.DEMO,
                        T.plusSeconds(25));
        assertThat(rules.blockers().getFirst().line())
                .startsWith(
                        "BLOCKED shop/cart:8080  <- batch/cron (pod cron-1, sa sa, ns batch, address 10.0.0.9)"
                                + " PLAIN_HTTP GET / 2x last 2026-11-26T09:00:21Z  cause NO_SIDECAR  fix: kubectl label")
                .contains("| or: fairlead mtls exempt shop/cart:8080 --from batch/cron --owner ");
    }

    /// I8: an exemption that is over opens the blocker again.
    @Test
    void i8AnExemptionCountsUntilItIsOver() {
        Exemption exemption = new Exemption(UNIT, "batch/cron", "scrape", "sre", T.plusSeconds(30));
        MigrationSpec spec = MigrationSpec.DEMO.withExemptions(List.of(exemption));
        UnitFacts facts = facts(seen(31, TrafficClass.PLAIN_HTTP, Cause.NO_SIDECAR, 25));
        assertThat(rules(facts, spec, T.plusSeconds(29)).blockers()).isEmpty();
        assertThat(rules(facts, spec, T.plusSeconds(30)).blockers()).hasSize(1);
    }

    @Test
    void e2NeedsUseOrAPersonsWord() {
        UnitFacts idle =
                facts(seen(25, TrafficClass.PROBE, Cause.NODE, 0).among(java.util.Set.of("p")));
        MigrationSpec spec = MigrationSpec.PRODUCTION;
        assertThat(tick(rules(idle, spec, T.plusSeconds(25)), "E2").holds()).isFalse();
        Rules allowed = new Rules(idle, spec, Limits.DEMO, Map.of(), true, T.plusSeconds(25));
        assertThat(tick(allowed, "E2").holds()).isTrue();
    }

    @Test
    void e3NeedsEveryPodsReport() {
        WorkloadEvidence evidence = seen(25, TrafficClass.MESH_MTLS, Cause.NONE, 0);
        List<UnitFacts.Pod> two =
                List.of(PODS.getFirst(), new UnitFacts.Pod("q", PortMode.PERMISSIVE));
        Rules silent =
                rules(UnitFacts.of(UNIT, two, evidence), MigrationSpec.DEMO, T.plusSeconds(25));
        assertThat(tick(silent, "E3").says()).isEqualTo("no report of q");
        assertThat(
                        tick(rules(facts(evidence), MigrationSpec.DEMO, T.plusSeconds(31)), "E3")
                                .holds())
                .isFalse();
        assertThat(
                        tick(
                                        rules(
                                                UnitFacts.of(UNIT, List.of(), evidence),
                                                MigrationSpec.DEMO,
                                                T),
                                        "E3")
                                .holds())
                .isFalse();
    }

    @Test
    void e4WaitsForCronJobsButNotForEver() {
        UnitFacts facts = facts(seen(25, TrafficClass.MESH_MTLS, Cause.NONE, 0));
        Instant next = T.plus(Duration.ofHours(19));
        assertThat(calendar(facts, Map.of("batch/report", T.minusSeconds(1)), next).says())
                .isEqualTo("not yet run: CronJob batch/report");
        assertThat(calendar(facts, Map.of("batch/report", next.minusSeconds(60)), next).holds())
                .isTrue();
        Map<String, Instant> never = Map.of("batch/year", Instant.EPOCH);
        Instant week = T.plus(Duration.ofDays(7));
        assertThat(calendar(facts, never, week.minusSeconds(1)).holds()).isFalse();
        assertThat(calendar(facts, never, week).holds()).isTrue();
    }

    /// Before a window has begun nothing can have run in it.
    @Test
    void e4DoesNotHoldWithoutEvidence() {
        UnitFacts unseen = facts(WorkloadEvidence.NONE);
        Instant ran = T.minusSeconds(60);
        assertThat(calendar(unseen, Map.of("batch/report", ran), T).holds()).isFalse();
        Map<String, Instant> many = new TreeMap<>();
        for (int i = 1; i <= 9; i++) {
            many.put("batch/" + i, ran);
        }
        assertThat(calendar(unseen, many, T).says())
                .startsWith("not yet run: CronJob batch/1, CronJob batch/2,")
                .endsWith("CronJob batch/5 and 4 more");
    }

    private static Rules.Tick calendar(UnitFacts facts, Map<String, Instant> ran, Instant now) {
        Rules rules = new Rules(facts, MigrationSpec.DEMO, Limits.DEMO, ran, false, now);
        return tick(rules, "E4");
    }

    @Test
    void e6NeedsCallersWithCertificates() {
        WorkloadEvidence evidence = seen(25, TrafficClass.MESH_MTLS, Cause.NONE, 0);
        for (Client client :
                List.of(
                        new Client("shop/web", 0.3, true, T),
                        new Client("shop/web", 0.9, false, T))) {
            UnitFacts facts =
                    new UnitFacts(
                            UNIT,
                            PODS,
                            evidence,
                            List.of(),
                            List.of(client),
                            "",
                            "",
                            false,
                            false,
                            UnitFacts.Watch.QUIET,
                            0,
                            UnitFacts.Proof.NONE);
            assertThat(tick(rules(facts, MigrationSpec.DEMO, T.plusSeconds(25)), "E6").says())
                    .isEqualTo("not ready: shop/web");
        }
    }
}
