/// The closet of time: the only room that reads a clock, and the threads of loops.
///
/// In: nothing. Out: a [Clock], handed to whoever needs one, and [LoopThread]s. Never: anything of the mesh.
/// Start reading at [Clock].
@NullMarked
package io.fairlead.clock;

import org.jspecify.annotations.NullMarked;
