/// Opaque forwarding: bytes of a connection go to a host of one cluster and back, and nothing looks into them.
///
/// What comes in: an accepted connection whose filter chain says TCP. What goes out: a connection to a host, a log line
/// and metrics at its end. What this room never does: read the bytes, or keep more of them than the sockets' buffers.
/// Start reading at [io.fairlead.proxy.tcp.TcpForwarder].
@NullMarked
package io.fairlead.proxy.tcp;

import org.jspecify.annotations.NullMarked;
