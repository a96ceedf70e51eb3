package io.fairlead.minicluster.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.schema.Meta;
import io.fairlead.minicluster.schema.ObjectName;
import io.fairlead.minicluster.schema.PodSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectedFilesTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir private Path dir = Path.of("");
    private int signed;
    private Path roots = Path.of("");
    private Path token = Path.of("");
    private Path copy = Path.of("");

    @BeforeEach
    void paths() {
        roots = dir.resolve("published.pem");
        token = Path.of(ProjectedFiles.environment(dir).getOrDefault("FAIRLEAD_TOKEN_FILE", ""));
        copy = Path.of(ProjectedFiles.environment(dir).getOrDefault("XDS_ROOT_CA", ""));
    }

    private ProjectedFiles files() throws Exception {
        PodRequest pod =
                new PodRequest(
                        new Meta(new ObjectName("shop", "cart-1"), Map.of(), Map.of()),
                        new PodSpec(List.of(), "cart", "", "", Duration.ZERO),
                        2,
                        Set.of(),
                        true);
        Projection projection =
                new Projection((one, _, _) -> one.spec().serviceAccount() + ++signed, roots, HOUR);
        int self = (Integer) Files.getAttribute(dir, "unix:uid");
        return new ProjectedFiles(pod, projection, dir, self);
    }

    @Test
    void theTokenIsThereFromTheBeginningForItsOwnerOnly() throws Exception {
        files().refresh(NOW);

        assertThat(Files.readString(token)).isEqualTo("cart1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void itIsRenewedWhenFourFifthsOfItsLifeAreOver() throws Exception {
        ProjectedFiles files = files();
        files.refresh(NOW);
        files.refresh(NOW.plus(Duration.ofMinutes(47)));
        assertThat(Files.readString(token)).isEqualTo("cart1");

        files.refresh(NOW.plus(Duration.ofMinutes(48)));

        assertThat(Files.readString(token)).isEqualTo("cart2");
    }

    @Test
    void theRootsComeWhenTheDaemonHasPublishedThemAndFollowItsChanges() throws Exception {
        ProjectedFiles files = files();
        files.refresh(NOW);
        assertThat(copy).doesNotExist();

        Files.writeString(roots, "one");
        files.refresh(NOW.plusSeconds(1));
        assertThat(copy).hasContent("one");

        Files.writeString(roots, "two");
        Files.setLastModifiedTime(roots, FileTime.from(NOW.minusSeconds(5)));
        files.refresh(NOW.plusSeconds(2));
        assertThat(copy).hasContent("two");
    }
}
