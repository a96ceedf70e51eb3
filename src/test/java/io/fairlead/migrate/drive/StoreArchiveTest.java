package io.fairlead.migrate.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.migrate.decide.trail.Entry;
import io.fairlead.migrate.decide.trail.Trail;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.mtls.UnitId;
import io.fairlead.model.store.ConfigStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The trail in objects that daemons share: written on from what was read, in parts, and never over somebody else's.
class StoreArchiveTest {
    private static final int PART = 1_000;

    /// Objects in memory. A write may be lost, or its answer.
    private static final class Objects implements ConfigStore {
        final Map<String, Stored> all = new TreeMap<>();
        int writes;
        int lost = -1;
        int unanswered = -1;

        @Override
        public Optional<Stored> read(ObjectKey key) {
            return Optional.ofNullable(all.get(key.name()));
        }

        @Override
        public Outcome write(ObjectKey key, Map<String, String> contents, String expected)
                throws IOException {
            int number = ++writes;
            if (number == lost) {
                throw new IOException("no connection");
            }
            String current = read(key).map(Stored::version).orElse(ABSENT);
            if (!current.equals(expected)) {
                return new Outcome.Conflict(current);
            }
            String version = String.valueOf(number);
            all.put(key.name(), new Stored(contents, version));
            if (number == unanswered) {
                throw new IOException("no answer");
            }
            return new Outcome.Written(version);
        }
    }

    private final Objects objects = new Objects();

    private StoreArchive archive() {
        return new StoreArchive(objects, "istio-system", PART);
    }

    private TrailKeeper keeper() {
        return TrailKeeper.open(archive());
    }

    private static Entry entry(String reason) {
        return new Entry(
                Instant.EPOCH,
                "autopilot",
                new UnitId("a", "web", 80),
                new Phase.Discovered(),
                new Phase.Observing(),
                reason,
                "",
                "");
    }

    private static List<Entry> entries(String reason, int count) {
        List<Entry> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(entry(reason + i));
        }
        return all;
    }

    private Trail whole() throws IOException {
        return ((Trail.Verdict.Whole) Trail.BEGIN.verify(archive().trail())).end();
    }

    @Test
    void aTrailThatIsLongStandsInPartsAndIsOne() throws IOException {
        TrailKeeper keeper = keeper();
        for (int i = 0; i < 10; i++) {
            assertThat(keeper.append(entries("short ", 1))).isTrue();
        }
        assertThat(keeper.append(entries("many at once ", 20))).isTrue();
        assertThat(whole().seq()).isEqualTo(30);
        assertThat(objects.all).hasSizeGreaterThan(5).containsKey("fairlead-mtls-trail-1");
        assertThat(objects.all.values())
                .allSatisfy(part ->
                        assertThat(part.contents().getOrDefault("trail", "").length())
                                .isLessThanOrEqualTo(PART));
        assertThat(keeper().append(entries("after a restart ", 1))).isTrue();
        assertThat(whole().seq()).isEqualTo(31);
    }

    /// Each write in turn is lost, or done without an answer: no record is missing, none stands there twice.
    @Test
    void whateverBecomesOfAWriteTheTrailGoesOn() throws IOException {
        for (int at = 1; at < 12; at++) {
            for (boolean done : new boolean[] {true, false}) {
                objects.all.clear();
                objects.writes = 0;
                objects.lost = done ? -1 : at;
                objects.unanswered = done ? at : -1;
                TrailKeeper keeper = keeper();
                for (int i = 0; i < 12; i++) {
                    keeper.owe(entries("step " + i + ".", 1));
                }
                assertThat(keeper.append(List.of())).isTrue();
                assertThat(keeper.isForeign()).isFalse();
                assertThat(whole().seq()).as("write %d, done: %s", at, done).isEqualTo(12);
                assertThat(keeper.view().records()).isEqualTo(12);
                assertThat(keeper.view().problem()).isEmpty();
            }
        }
    }

    @Test
    void whoWasReplacedWritesNothingMore() throws IOException {
        TrailKeeper old = keeper();
        assertThat(old.append(entries("of the old one ", 2))).isTrue();
        TrailKeeper next = keeper();
        assertThat(next.append(entries("of the next one ", 1))).isTrue();
        assertThat(old.append(entries("too late ", 1))).isFalse();
        assertThat(old.append(entries("too late ", 1))).isFalse();
        assertThat(old.isForeign()).isTrue();
        assertThat(next.append(entries("it goes on ", 1))).isTrue();
        assertThat(whole().seq()).isEqualTo(4);
        assertThat(archive().trail()).noneMatch(line -> line.contains("too late"));
    }

    /// T21, for objects: also in a part that is full.
    @Test
    void aBrokenTrailIsToldOfAndLeftAsItIs() {
        assertThat(keeper().append(entries("record ", 20))).isTrue();
        ConfigStore.Stored part =
                java.util.Objects.requireNonNull(objects.all.get("fairlead-mtls-trail-1"));
        String lines = part.contents().getOrDefault("trail", "").replace("record 1", "record l");
        objects.all.put(
                "fairlead-mtls-trail-1", new ConfigStore.Stored(Map.of("trail", lines), "x"));
        int writes = objects.writes;
        TrailKeeper keeper = keeper();
        assertThat(keeper.view().problem()).contains("broken at record 2", "fix:");
        assertThat(keeper.append(entries("more ", 1))).isFalse();
        assertThat(objects.writes).isEqualTo(writes);
    }

    @Test
    void recordsAreReplacedOnlyByWhoReadThem() throws IOException {
        StoreArchive one = archive();
        StoreArchive other = archive();
        assertThat(one.records()).isEmpty();
        assertThat(other.records()).isEmpty();
        one.records("first\n");
        assertThatThrownBy(() -> other.records("second\n"))
                .isInstanceOf(Archive.Unsure.class)
                .hasMessageContaining("somebody else");
        assertThat(other.records()).isEqualTo("first\n");
        other.records("second\n");
        assertThat(archive().records()).isEqualTo("second\n");
        assertThatThrownBy(() -> other.records("x".repeat(1_000_000)))
                .hasMessageContaining("takes 921600");
    }
}
