package io.fairlead.minicluster.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a container is looked after, beside its readiness.
///
/// @param liveness null: it lives as long as its process does
/// @param startup null: it has started as soon as its process runs
/// @param preStop what is done before it is asked to end; null for nothing
/// @param sidecar an init container that stays
/// @param uid user that it runs as; 0 where the kubelet chooses
public record Care(
        @Nullable Probe liveness,
        @Nullable Probe startup,
        Probe.@Nullable Question preStop,
        boolean sidecar,
        int uid,
        List<Mount> mounts) {

    /// What a container has that says nothing of it.
    public static final Care PLAIN = new Care(null, null, null, false, 0, List.of());

    public Care {
        mounts = List.copyOf(mounts);
    }

    /// A volume, or a part of it, at a path.
    ///
    /// @param part path in the volume; empty for all of it
    public record Mount(String volume, String path, String part, boolean readOnly) {}
}
