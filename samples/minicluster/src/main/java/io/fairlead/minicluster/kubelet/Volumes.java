package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.kubelet.ContainerProcess.Bound;
import io.fairlead.minicluster.schema.Container;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The volumes of a pod, each a directory below the pod's own.
@FunctionalInterface
public interface Volumes {

    /// A pod without volumes.
    Volumes NONE = (_, _) -> {};

    /// Brings the files of the volumes up to date; they are below [#place].
    ///
    /// @param dir the pod's directory
    /// @throws IOException with what is missing, in words
    void refresh(Path dir, Instant now) throws IOException;

    /// Where a volume's files are.
    static Path place(Path dir, String volume) {
        return dir.resolve("volumes").resolve(volume);
    }

    /// What a container sees of them, and where.
    default List<Bound> mounts(Container container, Path dir) {
        List<Bound> mounts = new ArrayList<>();
        container
                .care()
                .mounts()
                .forEach(mount -> {
                    Path volume = place(dir, mount.volume());
                    mounts.add(
                            new Bound(
                                    mount.part().isEmpty() ? volume : volume.resolve(mount.part()),
                                    mount.path(),
                                    mount.readOnly()));
                });
        return mounts;
    }
}
