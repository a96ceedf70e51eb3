package io.fairlead.migrate.decide.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.migrate.decide.caller.Caller;
import io.fairlead.migrate.decide.caller.Cause;
import io.fairlead.migrate.decide.evidence.WorkloadEvidence.Taken;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.TrafficClass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkloadEvidenceTest {
    private static final Instant T = Instant.parse("2026-11-26T09:00:00Z");
    private static final Limits LIMITS = new Limits(4, 10, Duration.ofSeconds(3));

    private static EvidenceDelta delta(
            String pod, long epoch, long seq, EvidenceDelta.Row... rows) {
        Instant from = T.plusSeconds(seq - 1);
        return new EvidenceDelta(
                new EvidenceDelta.Pod("shop", "cart", pod),
                epoch,
                seq,
                from,
                from.plusSeconds(1),
                List.of(rows));
    }

    private static EvidenceDelta.Row row(TrafficClass kind, String source) {
        return new EvidenceDelta.Row(8080, kind, source, "GET /vehicles/1", 2, 3, 0);
    }

    private static Caller name(EvidenceDelta.Row row) {
        return new Caller(Cause.NO_SIDECAR, "ns", row.source(), "pod", "sa", "10.0.0.1");
    }

    private static WorkloadEvidence.Step add(WorkloadEvidence to, EvidenceDelta delta) {
        return to.plus(delta, WorkloadEvidenceTest::name, LIMITS);
    }

    @Test
    void countsAddUp() {
        WorkloadEvidence evidence =
                add(WorkloadEvidence.NONE, delta("p", 1, 1, row(TrafficClass.PLAIN_HTTP, "a")))
                        .evidence();
        evidence = add(evidence, delta("p", 1, 2, row(TrafficClass.PLAIN_HTTP, "a"))).evidence();
        Seen seen = evidence.of(8080).wouldBeCut().getFirst();
        assertThat(seen.connections()).isEqualTo(4);
        assertThat(seen.requests()).isEqualTo(6);
        assertThat(seen.detail()).isEqualTo("GET /vehic");
        assertThat(seen.first()).isEqualTo(T);
        assertThat(seen.last()).isEqualTo(T.plusSeconds(2));
        assertThat(evidence.since()).isEqualTo(T);
    }

    @Test
    void aReportTwiceCountsOnce() {
        EvidenceDelta first = delta("p", 1, 1, row(TrafficClass.MESH_MTLS, "a"));
        WorkloadEvidence once = add(WorkloadEvidence.NONE, first).evidence();
        WorkloadEvidence.Step twice = add(once, first);
        assertThat(twice.taken()).isEqualTo(Taken.KNOWN);
        assertThat(twice.evidence()).isEqualTo(once);
    }

    @Test
    void i9ALostReportBeginsTheWindowAnewAndForgetsNoClearText() {
        WorkloadEvidence evidence =
                add(
                                WorkloadEvidence.NONE,
                                delta(
                                        "p",
                                        1,
                                        1,
                                        row(TrafficClass.MESH_MTLS, "a"),
                                        row(TrafficClass.PLAIN_TCP, "b")))
                        .evidence();
        WorkloadEvidence.Step step = add(evidence, delta("p", 1, 3));
        assertThat(step.taken()).isEqualTo(Taken.AFTER_GAP);
        assertThat(step.evidence().since()).isEqualTo(T.plusSeconds(2));
        assertThat(step.evidence().gaps()).isEqualTo(1);
        assertThat(step.evidence().of(8080).uses()).isZero();
        assertThat(step.evidence().of(8080).wouldBeCut()).hasSize(1);
    }

    @Test
    void aNewRunOfASidecarAPauseAndALateBeginningAreGaps() {
        WorkloadEvidence one = add(WorkloadEvidence.NONE, delta("p", 1, 1)).evidence();
        assertThat(add(one, delta("p", 2, 1)).taken()).isEqualTo(Taken.AFTER_GAP);
        assertThat(add(WorkloadEvidence.NONE, delta("p", 1, 2)).taken()).isEqualTo(Taken.AFTER_GAP);
        EvidenceDelta slow =
                new EvidenceDelta(
                        new EvidenceDelta.Pod("shop", "cart", "p"),
                        1,
                        2,
                        T.plusSeconds(1),
                        T.plusSeconds(5),
                        List.of());
        assertThat(add(one, slow).taken()).isEqualTo(Taken.AFTER_GAP);
        assertThat(add(one, delta("q", 1, 1)).taken()).as("another pod").isEqualTo(Taken.ADDED);
    }

    @Test
    void whoDoesNotReportIsNamed() {
        WorkloadEvidence evidence = add(WorkloadEvidence.NONE, delta("p", 1, 1)).evidence();
        Duration lag = LIMITS.lag();
        assertThat(evidence.silent(Set.of("p", "q"), T.plusSeconds(2), lag)).containsExactly("q");
        assertThat(evidence.silent(Set.of("p"), T.plusSeconds(5), lag)).containsExactly("p");
        assertThat(evidence.among(Set.of("q")).pods()).isEmpty();
    }

    @Test
    void memoryIsBoundedAndNothingIsDroppedInSilence() {
        WorkloadEvidence evidence = WorkloadEvidence.NONE;
        for (int i = 0; i < 4; i++) {
            evidence =
                    add(evidence, delta("p", 1, i + 1, row(TrafficClass.MESH_MTLS, "m" + i)))
                            .evidence();
        }
        for (int i = 0; i < 4; i++) {
            evidence =
                    add(evidence, delta("p", 1, i + 5, row(TrafficClass.PLAIN_TCP, "c" + i)))
                            .evidence();
        }
        PortEvidence port = evidence.of(8080);
        assertThat(port.sources()).hasSize(4);
        assertThat(port.wouldBeCut()).as("clear text stays by name").hasSize(4);
        assertThat(port.overflow()).containsEntry(TrafficClass.MESH_MTLS, 8L);
        assertThat(port.overflowed()).as("no clear text was dropped").isEqualTo(Instant.EPOCH);

        PortEvidence full =
                add(evidence, delta("p", 1, 9, row(TrafficClass.PLAIN_TCP, "x")))
                        .evidence()
                        .of(8080);
        assertThat(full.sources()).hasSize(4);
        assertThat(full.overflow()).containsKey(TrafficClass.PLAIN_TCP);
        assertThat(full.overflowed()).isAfter(T);
    }
}
