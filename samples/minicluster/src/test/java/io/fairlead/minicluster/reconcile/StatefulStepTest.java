package io.fairlead.minicluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fairlead.minicluster.reconcile.StatefulStep.Revisions;
import io.fairlead.minicluster.reconcile.StatefulStep.Wanted;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatefulStepTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");
    private static final Wanted THREE = wanted(3, false, 0);

    @Test
    void oneComesAfterTheOther() {
        assertThat(decide(THREE)).isEqualTo(creates(0));
        assertThat(decide(THREE, pod(0, "new", "False"))).isEqualTo(creates());
        assertThat(decide(THREE, pod(0, "new", "True"))).isEqualTo(creates(1));
        assertThat(decide(wanted(3, true, 0), pod(1, "new", "False"))).isEqualTo(creates(0, 2));
    }

    @Test
    void aGapIsFilledBeforeAnythingElse() {
        assertThat(decide(THREE, pod(0, "old", "True"), pod(2, "old", "True")))
                .isEqualTo(creates(1));
    }

    @Test
    void theHighestGoesFirstAndOnlyWhileTheOthersServe() {
        Pod zero = pod(0, "new", "True");
        Pod one = pod(1, "new", "True");
        Pod two = pod(2, "new", "True");
        Wanted single = wanted(1, false, 0);
        assertThat(decide(single, zero, one, two)).isEqualTo(deletes(two));
        assertThat(decide(single, zero, one, RunningPods.ending(two))).isEqualTo(deletes());
        assertThat(decide(single, pod(0, "new", "False"), one)).isEqualTo(deletes());
        assertThat(decide(wanted(1, true, 0), zero, one, two)).isEqualTo(deletes(two, one));
    }

    @Test
    void oldPodsAreReplacedFromTheHighestDown() {
        Pod zero = pod(0, "old", "True");
        Pod one = pod(1, "old", "True");
        Pod two = pod(2, "old", "True");
        assertThat(decide(THREE, zero, one, two)).isEqualTo(deletes(two));
        assertThat(decide(THREE, zero, one, pod(2, "new", "True"))).isEqualTo(deletes(one));
        assertThat(decide(wanted(3, true, 0), zero, one, pod(2, "new", "False")))
                .as("waits for the new one")
                .isEqualTo(deletes());
    }

    @Test
    void thoseBelowThePartitionStayAndComeBackOld() {
        Wanted upper = wanted(3, false, 2);
        Pod zero = pod(0, "old", "True");
        Pod two = pod(2, "new", "True");
        assertThat(decide(upper, zero, pod(1, "old", "True"), two)).isEqualTo(deletes());
        assertThat(decide(upper, zero, two).create()).isEqualTo(Map.of(1, "old"));
        assertThat(decide(upper, zero, pod(1, "old", "True")).create()).isEqualTo(Map.of(2, "new"));
    }

    @Test
    void whoeverDeletesOldPodsHimselfGetsNewOnes() {
        Wanted onDelete = wanted(2, false, null);
        assertThat(decide(onDelete, pod(0, "old", "True"), pod(1, "old", "True")))
                .isEqualTo(deletes());
        assertThat(decide(onDelete, pod(0, "old", "True")).create()).isEqualTo(Map.of(1, "new"));
    }

    @Test
    void aPodThatEndedIsMadeAnew() {
        Pod ended =
                new PodBuilder(pod(0, "new", "False"))
                        .editStatus()
                        .withPhase("Failed")
                        .endStatus()
                        .build();
        assertThat(decide(THREE, ended)).isEqualTo(deletes(ended));
    }

    @Test
    void numbersMayBeginElsewhereAndNamesOfOthersHaveNone() {
        Wanted fromFive = new Wanted(5, 1, false, 0, new Revisions("new", "new"), 0, NOW);
        assertThat(decide(fromFive).create()).isEqualTo(Map.of(5, "new"));
        assertThat(List.of("web-0", "web-10", "web-00", "web-", "web", "other-1"))
                .extracting(name -> StatefulStep.number("web", named(name)))
                .containsExactly(0, 10, -1, -1, -1, -1);
    }

    @Test
    void theStatusTellsHowFarAnUpdateIs() {
        var half =
                StatefulStep.status(
                        "web",
                        wanted(2, false, 0),
                        List.of(pod(0, "old", "True"), pod(1, "new", "False")),
                        7L);
        assertThat(half.getReplicas()).isEqualTo(2);
        assertThat(half.getReadyReplicas()).isEqualTo(1);
        assertThat(half.getUpdatedReplicas()).isEqualTo(1);
        assertThat(half.getCurrentReplicas()).isEqualTo(1);
        assertThat(half.getCurrentRevision()).isEqualTo("old");
        var through =
                StatefulStep.status(
                        "web",
                        wanted(2, false, 0),
                        List.of(pod(0, "new", "True"), pod(1, "new", "True")),
                        7L);
        assertThat(through.getCurrentRevision()).isEqualTo("new");
        assertThat(through.getCurrentReplicas()).isEqualTo(2);
    }

    private static StatefulStep decide(Wanted wanted, Pod... pods) {
        return StatefulStep.decide("web", wanted, List.of(pods));
    }

    private static StatefulStep creates(int... numbers) {
        Map<Integer, String> create = new java.util.TreeMap<>();
        for (int number : numbers) {
            create.put(number, "new");
        }
        return new StatefulStep(create, List.of());
    }

    private static StatefulStep deletes(Pod... pods) {
        return new StatefulStep(Map.of(), List.of(pods));
    }

    private static Wanted wanted(int replicas, boolean parallel, @Nullable Integer partition) {
        return new Wanted(0, replicas, parallel, partition, new Revisions("old", "new"), 0, NOW);
    }

    private static Pod named(String name) {
        return new PodBuilder().withNewMetadata().withName(name).endMetadata().build();
    }

    private static Pod pod(int number, String revision, String ready) {
        return RunningPods.of("web-" + number, revision, ready).build();
    }
}
