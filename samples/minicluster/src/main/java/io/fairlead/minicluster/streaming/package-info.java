/// The kubelet's own server: logs, commands and forwarded ports of the pods of a node, for the API server.
///
/// **In:** requests of the API server, known by its certificate. **Out:** what containers print, and streams to and
/// from them, over WebSocket and SPDY/3.1. **Never:** decides who may ask; the API server does.
/// Start reading at [KubeletServer].
@NullMarked
package io.fairlead.minicluster.streaming;

import org.jspecify.annotations.NullMarked;
