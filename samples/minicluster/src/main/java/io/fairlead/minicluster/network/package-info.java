/// The cluster's network: pod addresses, the node's rules for Service addresses and NodePorts, and the way from the
/// host into the cluster.
///
/// **In:** endpoints and pods as values. **Out:** texts for `ip -batch` and `iptables-restore` (pure, [ServiceRules],
/// [PodWiring]), and the shells that run them. **Never:** touches the host's own interfaces or rules:
/// everything runs inside the cluster's namespaces.
/// Start reading at [ServiceRules].
@NullMarked
package io.fairlead.minicluster.network;

import org.jspecify.annotations.NullMarked;
