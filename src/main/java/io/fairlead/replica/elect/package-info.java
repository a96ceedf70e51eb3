/// Which daemon leads, decided from a record that all of them can read and one can write.
///
/// In: the record as read, and a steady clock's time. Out: what to write, and what one is. Never: the store or a wait.
/// Start reading at [io.fairlead.replica.elect.Election].
@NullMarked
package io.fairlead.replica.elect;

import org.jspecify.annotations.NullMarked;
