package io.fairlead.minicluster.schema;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a container is looked after, beside its readiness.
///
/// @param liveness null: it lives as long as its process does
/// @param startup null: it has started as soon as its process runs
/// @param postStart what is done when it has begun, before it counts as running; null for nothing
/// @param preStop what is done before it is asked to end; null for nothing
/// @param sidecar an init container that stays
/// @param uid user that it runs as; 0 where the kubelet chooses
/// @param network capabilities that it keeps, of those by which it may change its own pod's network
public record Care(
        @Nullable Probe liveness,
        @Nullable Probe startup,
        Probe.@Nullable Question postStart,
        Probe.@Nullable Question preStop,
        boolean sidecar,
        int uid,
        Set<String> network,
        List<Mount> mounts) {

    /// Capabilities that a container may have here. They count in its pod's network only.
    static final Set<String> NETWORK = Set.of("NET_ADMIN", "NET_RAW");

    public Care {
        network = Set.copyOf(network);
        mounts = List.copyOf(mounts);
    }

    /// A volume, or a part of it, at a path.
    ///
    /// @param part path in the volume; empty for all of it
    public record Mount(String volume, String path, String part, boolean readOnly) {}
}
