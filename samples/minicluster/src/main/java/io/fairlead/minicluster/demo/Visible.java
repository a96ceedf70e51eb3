package io.fairlead.minicluster.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.Map;

/// Makes directories of the host reachable for every user of the cluster: containers run as other users, and a
/// checkout below a closed home directory is out of their reach, so it is mounted a second time in the open.
final class Visible {

    /// Pods may have a volume there, which hides what else is.
    private static final Path HIDDEN = Path.of("/tmp");

    private final Path scratch;
    private final Map<Path, Path> mounts = new LinkedHashMap<>();

    Visible(Path scratch) {
        this.scratch = scratch;
    }

    /// The path by which containers reach this directory.
    Path map(Path dir) throws IOException {
        Path real = dir.toRealPath();
        for (Map.Entry<Path, Path> mount : mounts.entrySet()) {
            if (real.startsWith(mount.getKey())) {
                return mount.getValue().resolve(mount.getKey().relativize(real));
            }
        }
        if (open(real) && !real.startsWith(HIDDEN)) {
            return real;
        }
        Path inside = scratch.resolve("host").resolve(Integer.toString(mounts.size() + 1));
        mounts.put(real, inside);
        return inside;
    }

    /// What must be mounted where.
    Map<Path, Path> mounts() {
        return Map.copyOf(mounts);
    }

    private static boolean open(Path real) throws IOException {
        for (Path at = real.getParent(); at != null; at = at.getParent()) {
            if (!Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }
}
