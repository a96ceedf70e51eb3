/// The cluster at work, inside its own namespaces: one writer that joins all other rooms.
///
/// **In:** directories of YAML, the state of pods. **Out:** pods, packet rules, names, the registry, and the state file
/// that people's commands read. **Never:** runs on the host: everything here is behind `unshare`.
/// Start reading at [ClusterLoop].
@NullMarked
package io.fairlead.minicluster.cluster;

import org.jspecify.annotations.NullMarked;
