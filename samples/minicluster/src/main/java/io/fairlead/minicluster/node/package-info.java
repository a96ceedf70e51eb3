/// A node's side of the API: its pods run as processes, its Services lead to them, and the API server hears of both.
///
/// **In:** news of watches. **Out:** processes by room `kubelet`, packet rules and names, and the status of pods and of
/// the node. **Never:** sees the server's insides. [PodRecords] and [Wires] decide without any I/O.
/// Start reading at [Kubelet].
@NullMarked
package io.fairlead.minicluster.node;

import org.jspecify.annotations.NullMarked;
