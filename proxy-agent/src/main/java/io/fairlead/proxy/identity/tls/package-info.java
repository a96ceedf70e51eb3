/// TLS for connections: contexts made of configuration and secrets, and what became of each handshake.
///
/// In: transports of a snapshot, [io.fairlead.proxy.identity.Secrets]. Out: handlers for pipelines; the
/// [io.fairlead.proxy.identity.verify.Peer] of a finished handshake; a count and a reason of each refused one. Never:
/// decides which transport a connection gets, holds a key longer than its renewal. Start reading at [TlsContexts].
@NullMarked
package io.fairlead.proxy.identity.tls;

import org.jspecify.annotations.NullMarked;
