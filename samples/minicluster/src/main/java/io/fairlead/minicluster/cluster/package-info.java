/// The cluster at work, inside its own namespaces: what joins all other rooms.
///
/// **In:** directories of YAML ([ClusterLoop]) or an API server ([ApiCluster]), and the state of pods. **Out:** pods,
/// packet rules, names, the registry, and the state file that people's commands read. **Never:** runs on the host:
/// everything here is behind `unshare`.
/// Start reading at [ApiCluster], or at [ClusterLoop] for the demo.
@NullMarked
package io.fairlead.minicluster.cluster;

import org.jspecify.annotations.NullMarked;
