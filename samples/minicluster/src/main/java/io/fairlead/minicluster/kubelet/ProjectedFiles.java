package io.fairlead.minicluster.kubelet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The projected files of one pod: its token, renewed when four fifths of its life are over, and the daemon's roots.
/// Files are replaced whole; the proxy's user alone can read them.
final class ProjectedFiles {

    private static final double RENEW_AFTER = 0.8;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final String TOKEN = "istio-token";
    private static final String ROOTS = "root-cert.pem";

    private final PodRequest pod;
    private final Projection projection;
    private final Path dir;
    private final int uid;
    private Instant renewAt = Instant.MIN;
    private Instant lookAt = Instant.MIN;
    private @Nullable FileTime copied;

    /// @param dir of the pod
    /// @param uid of the pod's proxy
    ProjectedFiles(PodRequest pod, Projection projection, Path dir, int uid) {
        this.pod = pod;
        this.projection = projection;
        this.dir = folder(dir);
        this.uid = uid;
    }

    /// Variables by which the proxy finds the files of the pod with this directory.
    static Map<String, String> environment(Path dir) {
        return Map.of(
                "FAIRLEAD_TOKEN_FILE",
                folder(dir).resolve(TOKEN).toString(),
                "XDS_ROOT_CA",
                folder(dir).resolve(ROOTS).toString());
    }

    private static Path folder(Path dir) {
        return dir.resolve("secrets");
    }

    /// Brings the files up to date.
    void refresh(Instant now) throws IOException {
        if (!now.isBefore(renewAt)) {
            replace(TOKEN, projection.tokens().sign(pod, now, projection.life()));
            renewAt = now.plusMillis((long) (projection.life().toMillis() * RENEW_AFTER));
        }
        if (!now.isBefore(lookAt)) {
            copyRoots();
            lookAt = now.plus(LOOK_EVERY);
        }
    }

    private void copyRoots() throws IOException {
        if (!Files.exists(projection.roots())) {
            // The daemon has still to start.
            return;
        }
        FileTime changed = Files.getLastModifiedTime(projection.roots());
        if (!changed.equals(copied)) {
            replace(ROOTS, Files.readString(projection.roots()));
            copied = changed;
        }
    }

    private void replace(String name, String text) throws IOException {
        if (!Files.exists(dir)) {
            Files.createDirectory(
                    dir,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            own(dir);
        }
        Path half = dir.resolve("." + name + ".new");
        Files.deleteIfExists(half);
        Files.createFile(
                half,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(half, text);
        own(half);
        Files.move(
                half,
                dir.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private void own(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", uid);
        Files.setAttribute(file, "unix:gid", uid);
    }
}
