package io.fairlead.model.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.translate.RandomMesh;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// An index that is led from step to step is the one that would be made from scratch, and the step says what differs.
class IndexStepTest {
    private static final int STEPS = 200;

    /// `-Dseeds=1000` looks further.
    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("seeds", 25));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void smallStepsLeadWhereAllObjectsDo(long seed) {
        RandomMesh mesh = new RandomMesh(new SplittableRandom(seed));
        MeshSnapshot snapshot = MeshSnapshot.EMPTY;
        int small = 0;
        for (int i = 0; i < STEPS; i++) {
            List<Change> changes = mesh.changes();
            MeshStep step = MeshStep.from(snapshot, changes.subList(0, 1));
            MeshIndex before = snapshot.index();
            MeshIndex after = step.snapshot().index();
            String where = "seed %d, step %d, %s".formatted(seed, i, changes.getFirst());
            assertThat(after).as(where).isEqualTo(MeshIndex.of(step.snapshot().objects().values()));
            assertThat(step.delta().services()).as(where).isEqualTo(reregistered(before, after));
            assertThat(step.delta().endpoints())
                    .as(where)
                    .isEqualTo(differing(before.endpoints(), after.endpoints()));
            small += step.snapshot().objects().size() > 4 ? 1 : 0;
            snapshot = step.snapshot();
        }
        assertThat(small).as("steps that were led, seed %d", seed).isGreaterThan(STEPS / 2);
    }

    private static Map<String, MeshDelta.Reregistered> reregistered(
            MeshIndex before, MeshIndex after) {
        Map<String, MeshDelta.Reregistered> expected = new HashMap<>();
        for (String host : differing(before.services(), after.services())) {
            expected.put(
                    host,
                    new MeshDelta.Reregistered(
                            before.services().get(host), after.services().get(host)));
        }
        return expected;
    }

    private static <V> Set<String> differing(Map<String, V> before, Map<String, V> after) {
        Set<String> hosts = new HashSet<>(before.keySet());
        hosts.addAll(after.keySet());
        hosts.removeIf(host -> Objects.equals(before.get(host), after.get(host)));
        return hosts;
    }
}
