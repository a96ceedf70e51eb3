/// Who somebody is: SPIFFE identities, and how a caller proved to have one.
///
/// In: text and decisions of room `ca`. Out: records. Never: cryptography, sockets, other rooms.
/// Start reading at [io.fairlead.model.identity.SpiffeId].
@NullMarked
package io.fairlead.model.identity;

import org.jspecify.annotations.NullMarked;
