package io.fairlead.migrate.drive;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.migrate.decide.trail.Entry;
import io.fairlead.migrate.view.EventView;
import io.fairlead.model.mtls.UnitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrailFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

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

    @Test
    void theChainGoesOnAfterARestart() {
        TrailFile.open(dir).append(List.of(entry("one"), entry("two")));
        TrailFile again = TrailFile.open(dir);
        again.append(List.of(entry("three")));
        assertThat(again.view().records()).isEqualTo(3);
        assertThat(TrailFile.open(dir).view()).isEqualTo(again.view());
        assertThat(again.view().problem()).isEmpty();
        assertThat(again.events())
                .extracting(EventView::because)
                .containsExactly("three", "two", "one");
        assertThat(TrailFile.open(dir).events()).isEqualTo(again.events());
    }

    /// T21: who changed something is not helped by what comes behind it.
    @Test
    void aBrokenTrailIsToldOfAndLeftAsItIs() throws IOException {
        TrailFile.open(dir).append(List.of(entry("one"), entry("two")));
        Path file = dir.resolve(TrailFile.NAME);
        String changed = Files.readString(file).replace("two", "too");
        Files.writeString(file, changed);
        TrailFile trail = TrailFile.open(dir);
        assertThat(trail.view().problem()).contains("broken at record 2", "fix:");
        trail.append(List.of(entry("three")));
        assertThat(Files.readString(file)).isEqualTo(changed);
    }

    @Test
    void withoutADirectoryNoneIsKeptAndThatIsSaid() {
        TrailFile none = TrailFile.open(null);
        none.append(List.of(entry("one")));
        assertThat(none.view().records()).isZero();
        assertThat(none.view().problem()).contains("--mtls-dir");
        assertThat(none.events()).extracting(EventView::unit).containsExactly("a/web:80");
    }

    @Test
    void aDirectoryThatCanNotBeIsAProblemAndNoEnd() throws IOException {
        Path file = Files.writeString(dir.resolve("f"), "");
        TrailFile trail = TrailFile.open(file);
        assertThat(trail.view().problem()).contains("can't be read");
        trail.append(List.of(entry("one")));
        assertThat(trail.view().records()).isZero();
    }

    @Test
    void whatCanNotBeWrittenNowIsWrittenWithTheNext() throws IOException {
        TrailFile trail = TrailFile.open(dir);
        assertThat(trail.append(List.of(entry("one")))).isTrue();
        Path file = dir.resolve(TrailFile.NAME);
        Path away = Files.move(file, dir.resolve("away"));
        trail.owe(List.of(entry("two")));
        assertThat(trail.append(List.of(entry("three"))))
                .as("is for its giver to say again")
                .isFalse();
        assertThat(trail.view().records()).isEqualTo(1);
        assertThat(trail.view().problem()).contains("can't be written", "fix:");

        Files.move(away, file);
        assertThat(trail.append(List.of())).isTrue();
        assertThat(trail.view().records()).isEqualTo(2);
        assertThat(trail.view().problem()).isEmpty();
        assertThat(Files.readString(file)).contains("two").doesNotContain("three");
    }

    @Test
    void recordsThatWaitAreBounded() throws IOException {
        TrailFile trail = TrailFile.open(dir);
        Files.delete(dir.resolve(TrailFile.NAME));
        for (int i = 0; i < 11; i++) {
            trail.owe(Collections.nCopies(1_000, entry("one of many")));
        }
        assertThat(trail.view().problem()).contains("records are lost", "start anew");
    }
}
