/// What every class of proxies should have, made once and shared.
///
/// In: steps of the mesh (delta and snapshot), and who is connected. Out: to each proxy its
/// [io.fairlead.push.session.Target], when it differs. Never: streams, the protocol. Start reading at [Pusher].
@NullMarked
package io.fairlead.push.cache;

import org.jspecify.annotations.NullMarked;
