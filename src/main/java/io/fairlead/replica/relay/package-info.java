/// What sidecars report to a daemon that follows, led on to the one that leads, and what that one wishes of them, led
/// back.
///
/// In: reports with the identity that was proved, and what this daemon sees of its proxies. Out: the same at the
/// leader. Never: what a report says, or who leads. Start reading at [io.fairlead.replica.relay.Relay].
@NullMarked
package io.fairlead.replica.relay;

import org.jspecify.annotations.NullMarked;
