package io.fairlead.minicluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpecBuilder;
import io.fairlead.minicluster.reconcile.Rolling.Bounds;
import io.fairlead.minicluster.reconcile.Rolling.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RollingTest {

    @Test
    void sharesAreRoundedUpForWhatComesAndDownForWhatGoes() {
        assertThat(bounds(3, "25%", "25%")).isEqualTo(new Bounds(3, 1, 0));
        assertThat(bounds(10, "25%", "25%")).isEqualTo(new Bounds(10, 3, 2));
        assertThat(bounds(2, "0%", "0%")).isEqualTo(new Bounds(2, 0, 1));
        assertThat(bounds(0, "0%", "0%")).isEqualTo(new Bounds(0, 0, 0));
    }

    @Test
    void aNewTemplateGetsTheSurgeFirst() {
        assertThat(Rolling.step(new Bounds(3, 1, 0), size("new", 0, 0), List.of(size("old", 3, 3))))
                .isEqualTo(Map.of("new", 1));
    }

    @Test
    void anOldPodGoesForEachNewOneThatServes() {
        List<Size> old = List.of(size("old", 3, 3));
        assertThat(Rolling.step(new Bounds(3, 1, 0), size("new", 1, 0), old)).isEmpty();
        assertThat(Rolling.step(new Bounds(3, 1, 0), size("new", 1, 1), old))
                .isEqualTo(Map.of("old", 2));
    }

    @Test
    void whatDoesntServeGoesFirst() {
        assertThat(
                        Rolling.step(
                                new Bounds(4, 1, 1),
                                size("new", 1, 1),
                                List.of(size("sick", 2, 0), size("well", 2, 2))))
                .isEqualTo(Map.of("sick", 0));
    }

    @Test
    void aSmallerDeploymentShrinks() {
        assertThat(Rolling.step(new Bounds(1, 1, 0), size("new", 5, 5), List.of()))
                .isEqualTo(Map.of("new", 1));
        assertThat(Rolling.step(new Bounds(2, 1, 0), size("new", 2, 2), List.of())).isEmpty();
    }

    @Test
    void everyRolloutEndsAndKeepsItsBounds() {
        long seed = Long.getLong("seed", 20_261_127);
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            Bounds bounds = new Bounds(random.nextInt(8), random.nextInt(3), random.nextInt(3));
            if (bounds.surge() + bounds.unavailable() == 0) {
                continue;
            }
            bounds =
                    new Bounds(
                            bounds.replicas(),
                            bounds.surge() + (bounds.replicas() == 0 ? 1 : 0),
                            Math.min(bounds.unavailable(), bounds.replicas()));
            if (bounds.surge() + bounds.unavailable() > 0) {
                roll(bounds, random, "seed " + seed + " round " + round + " " + bounds);
            }
        }
    }

    /// Every pod that was asked for serves a step later, or some steps later.
    private static void roll(Bounds bounds, Random random, String what) {
        List<Size> sizes =
                new ArrayList<>(
                        List.of(
                                size("new", 0, 0),
                                size("old", bounds.replicas(), bounds.replicas())));
        for (int step = 0; step < 200; step++) {
            Map<String, Integer> next =
                    Rolling.step(bounds, sizes.getFirst(), sizes.subList(1, sizes.size()));
            sizes.replaceAll(one -> {
                int wanted = next.getOrDefault(one.name(), one.wanted());
                int serving = Math.min(wanted, one.available());
                int more = random.nextBoolean() ? wanted : serving;
                return size(one.name(), wanted, more);
            });
            int wanted = sizes.stream().mapToInt(Size::wanted).sum();
            int serving = sizes.stream().mapToInt(Size::available).sum();
            assertThat(wanted).as(what).isLessThanOrEqualTo(bounds.replicas() + bounds.surge());
            assertThat(serving).as(what).isGreaterThanOrEqualTo(bounds.availableMin());
        }
        assertThat(sizes)
                .as(what)
                .containsExactly(
                        size("new", bounds.replicas(), sizes.getFirst().available()),
                        size("old", 0, 0));
    }

    private static Bounds bounds(int replicas, String surge, String unavailable) {
        return Bounds.of(
                new DeploymentSpecBuilder()
                        .withReplicas(replicas)
                        .withNewStrategy()
                        .withNewRollingUpdate()
                        .withMaxSurge(new IntOrString(surge))
                        .withMaxUnavailable(new IntOrString(unavailable))
                        .endRollingUpdate()
                        .endStrategy()
                        .build());
    }

    private static Size size(String name, int wanted, int available) {
        return new Size(name, wanted, available);
    }
}
