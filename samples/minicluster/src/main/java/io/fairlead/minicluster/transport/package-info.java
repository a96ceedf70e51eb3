/// Connections of an HTTPS server beyond requests and answers: ones that leave HTTP, and ones whose client may go while
/// an answer is still being written.
///
/// **In:** connections that were accepted. **Out:** a [Wire] for what leaves HTTP, and messages of a [WebSocket] on it.
/// **Never:** knows what is said on it. Netty's codecs turn bytes into frames and back, and nothing else of it is used.
/// Start reading at [Connections].
@NullMarked
package io.fairlead.minicluster.transport;

import org.jspecify.annotations.NullMarked;
