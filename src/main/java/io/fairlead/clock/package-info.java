/// The closet of time: the only room that reads a clock.
///
/// In: nothing. Out: a [io.fairlead.clock.Clock], handed to whoever needs one. Never: anything of the mesh.
/// Start reading at [io.fairlead.clock.Clock].
@NullMarked
package io.fairlead.clock;

import org.jspecify.annotations.NullMarked;
