/// The cluster at work, inside its own namespaces: what joins all other rooms.
///
/// **In:** an API server, and for the demo directories of YAML. **Out:** pods, packet rules, names, objects of the
/// demo, and the state file that people's commands read. **Never:** runs on the host: everything here is behind
/// `unshare`.
/// Start reading at [ApiCluster].
@NullMarked
package io.fairlead.minicluster.cluster;

import org.jspecify.annotations.NullMarked;
