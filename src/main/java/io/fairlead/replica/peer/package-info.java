/// How daemons call each other: on the secured port, each with a certificate that it makes itself.
///
/// In: an address, or a call. Out: a channel, or why the call is refused; bytes of a message. Never: what it
/// says. Start reading at
/// [io.fairlead.replica.peer.Gate].
@NullMarked
package io.fairlead.replica.peer;

import org.jspecify.annotations.NullMarked;
