/// Several daemons: which of them leads, and how the others tell it what they hear.
///
/// In: a shared store, what this daemon hears. Out: who leads; what others heard. Never: what a report or a span means.
/// Start reading at [io.fairlead.replica.stand.Candidate].
@NullMarked
package io.fairlead.replica;

import org.jspecify.annotations.NullMarked;
