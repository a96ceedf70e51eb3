package io.fairlead.proxy.upstream;

import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.ProxySnapshot;
import java.util.HashMap;
import java.util.Map;

/// All clusters as of one snapshot.
///
/// @param byName never changed after it was made
public record Clusters(Map<String, ClusterState> byName) {

    /// None.
    public static final Clusters NONE = new Clusters(Map.of());

    public Clusters {
        byName = Map.copyOf(byName);
    }

    /// The clusters of the next snapshot. Call it on one thread only.
    public Clusters next(ProxySnapshot snapshot) {
        Map<String, ClusterState> next = new HashMap<>();
        for (Cluster cluster : snapshot.clusters().values()) {
            ClusterState before = byName.get(cluster.name());
            next.put(
                    cluster.name(),
                    ClusterState.of(before, cluster, snapshot.endpointsOf(cluster)));
        }
        byName.forEach((name, state) -> {
            if (!next.containsKey(name)) {
                state.leave();
            }
        });
        return new Clusters(next);
    }
}
