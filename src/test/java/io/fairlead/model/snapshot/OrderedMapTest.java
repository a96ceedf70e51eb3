package io.fairlead.model.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// It is what a sorted map is, and never changes.
class OrderedMapTest {
    private static final int STEPS = 2_000;
    private static final int KEYS = 300;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 2026})
    void isWhatASortedMapIs(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<Integer, String> model = new TreeMap<>();
        OrderedMap<Integer, String> map = OrderedMap.empty();
        List<OrderedMap<Integer, String>> earlier = new ArrayList<>();
        List<Map<Integer, String>> models = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            int key = random.nextInt(KEYS);
            if (random.nextInt(5) < 2) {
                model.remove(key);
                map = map.without(key);
            } else {
                model.put(key, "v" + random.nextInt(3));
                map = map.with(key, model.get(key));
            }
            assertThat(map.size()).isEqualTo(model.size());
            assertThat(map.get(key)).isEqualTo(model.get(key));
            if (i % 100 == 0) {
                earlier.add(map);
                models.add(new TreeMap<>(model));
                assertThat(List.copyOf(map.entrySet())).isEqualTo(List.copyOf(model.entrySet()));
                assertThat(map).isEqualTo(model).hasSameHashCodeAs(model);
                assertThat(OrderedMap.copyOf(model)).isEqualTo(map);
                assertThat(map.isEmpty() ? null : map.firstKey())
                        .isEqualTo(model.isEmpty() ? null : model.firstKey());
                assertThat(map.isEmpty() ? null : map.lastKey())
                        .isEqualTo(model.isEmpty() ? null : model.lastKey());
                assertThat(map.headMap(KEYS / 2)).isEqualTo(model.headMap(KEYS / 2));
                int from = random.nextInt(KEYS);
                int to = from + random.nextInt(KEYS - from + 1);
                assertThat(map.subMap(from, to)).isEqualTo(model.subMap(from, to));
                assertThat(map.tailMap(from)).isEqualTo(model.tailMap(from));
            }
        }
        for (int i = 0; i < earlier.size(); i++) {
            TreeSet<Integer> differ = new TreeSet<>(models.get(i).keySet());
            differ.addAll(model.keySet());
            Map<Integer, String> then = models.get(i);
            differ.removeIf(key -> Objects.equals(then.get(key), model.get(key)));
            assertThat(map.differing(earlier.get(i))).containsExactlyElementsOf(differ);
            assertThat(earlier.get(i).differing(map)).containsExactlyElementsOf(differ);
            assertThat(earlier.get(i)).as("seed %d, map %d", seed, i).isEqualTo(models.get(i));
        }
    }

    @Test
    void whatChangesNothingIsTheSameMap() {
        OrderedMap<Integer, String> map = OrderedMap.copyOf(Map.of(1, "a", 2, "b"));

        assertThat(map.with(1, "a")).isSameAs(map);
        assertThat(map.without(3)).isSameAs(map);
        assertThat(OrderedMap.copyOf(map)).isSameAs(map);
        assertThat(map.without(1).without(2)).isSameAs(OrderedMap.empty());
    }
}
