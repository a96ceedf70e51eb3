/// The sample fleet: eight services that know nothing of the mesh, in one jar.
///
/// In: a role, by argument or `FLEETMAN_ROLE`. Out: that service on its port. Never: anything of Fairlead itself; the
/// fleet would run the same without it. Start reading at {@link io.fairlead.fleetman.Main}.
@NullMarked
package io.fairlead.fleetman;

import org.jspecify.annotations.NullMarked;
