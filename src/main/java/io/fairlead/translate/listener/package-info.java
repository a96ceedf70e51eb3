/// Listeners (LDS): those of each port of the mesh, and the two that take in captured connections.
///
/// In: services of a port, or ports of the workload, as a record. Out: Envoy listeners with Istio's names, chains and
/// order of filters. Never: sockets. Start reading at [io.fairlead.translate.listener.PortListeners].
@NullMarked
package io.fairlead.translate.listener;

import org.jspecify.annotations.NullMarked;
