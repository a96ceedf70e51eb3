/// Who a client is, from the node of its first request. Pure.
///
/// In: an Envoy node. Out: a [Proxy], or the reason why there is none. Never: the registry; what the mesh knows of the
/// pod is added later. Start reading at [NodeParser].
@NullMarked
package io.fairlead.push.node;

import org.jspecify.annotations.NullMarked;
