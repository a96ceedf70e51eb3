/// What to ask the control plane next.
///
/// In: that a stream opened, what a response held and how it was judged, which names are wanted. Out: [AdsRequest]s to
/// send. Never: sockets, timers, decoding. The same machine speaks both protocols, delta and state of the world. Start
/// reading at [Subscriptions].
@NullMarked
package io.fairlead.proxy.xds.subscribe;

import org.jspecify.annotations.NullMarked;
