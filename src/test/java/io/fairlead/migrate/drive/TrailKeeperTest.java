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

class TrailKeeperTest {
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
        TrailKeeper.open(Archive.in(dir)).append(List.of(entry("one"), entry("two")));
        TrailKeeper again = TrailKeeper.open(Archive.in(dir));
        again.append(List.of(entry("three")));
        assertThat(again.view().records()).isEqualTo(3);
        assertThat(TrailKeeper.open(Archive.in(dir)).view()).isEqualTo(again.view());
        assertThat(again.view().problem()).isEmpty();
        assertThat(again.events())
                .extracting(EventView::because)
                .containsExactly("three", "two", "one");
        assertThat(TrailKeeper.open(Archive.in(dir)).events()).isEqualTo(again.events());
    }

    /// T21: who changed something is not helped by what comes behind it.
    @Test
    void aBrokenTrailIsToldOfAndLeftAsItIs() throws IOException {
        TrailKeeper.open(Archive.in(dir)).append(List.of(entry("one"), entry("two")));
        Path file = dir.resolve(FileArchive.TRAIL);
        String changed = Files.readString(file).replace("two", "too");
        Files.writeString(file, changed);
        TrailKeeper trail = TrailKeeper.open(Archive.in(dir));
        assertThat(trail.view().problem()).contains("broken at record 2", "fix:");
        trail.append(List.of(entry("three")));
        assertThat(Files.readString(file)).isEqualTo(changed);
    }

    @Test
    void withoutADirectoryNoneIsKeptAndThatIsSaid() {
        TrailKeeper none = TrailKeeper.none("fix: --mtls-dir");
        none.append(List.of(entry("one")));
        assertThat(none.view().records()).isZero();
        assertThat(none.view().problem()).contains("--mtls-dir");
        assertThat(none.events()).extracting(EventView::unit).containsExactly("a/web:80");
    }

    @Test
    void aDirectoryThatCanNotBeIsAProblemAndNoEnd() throws IOException {
        Path file = Files.writeString(dir.resolve("f"), "");
        TrailKeeper trail = TrailKeeper.open(Archive.in(file));
        assertThat(trail.view().problem()).contains("can't be read");
        trail.append(List.of(entry("one")));
        assertThat(trail.view().records()).isZero();
    }

    @Test
    void whatCanNotBeWrittenNowIsWrittenWithTheNext() throws IOException {
        TrailKeeper trail = TrailKeeper.open(Archive.in(dir));
        assertThat(trail.append(List.of(entry("one")))).isTrue();
        Path file = dir.resolve(FileArchive.TRAIL);
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
        TrailKeeper trail = TrailKeeper.open(Archive.in(dir));
        Files.delete(dir.resolve(FileArchive.TRAIL));
        for (int i = 0; i < 11; i++) {
            trail.owe(Collections.nCopies(1_000, entry("one of many")));
        }
        assertThat(trail.view().problem()).contains("records are lost", "start anew");
    }
}
