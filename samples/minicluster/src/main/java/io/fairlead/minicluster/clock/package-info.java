/// Time: the one room that reads it and waits for it.
///
/// In: nothing. Out: {@link Ticks}, handed to whoever needs time. Never: decides anything. Start reading at
/// {@link Ticks}.
@NullMarked
package io.fairlead.minicluster.clock;

import org.jspecify.annotations.NullMarked;
