/// The xDS server: brings each proxy the configuration that it should have, and knows which one it has.
///
/// In: snapshots with their deltas from `snapshot`, requests of proxies over gRPC. Out: answers over gRPC, and the
/// records in `view`. Never: what a resource means (that is `translate`), objects, files. Start reading at
/// [io.fairlead.push.session.Session] for the protocol, at [io.fairlead.push.cache.Pusher] for the way of a change.
@NullMarked
package io.fairlead.push;

import org.jspecify.annotations.NullMarked;
