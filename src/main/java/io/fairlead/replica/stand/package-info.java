/// The loop that stands for election.
///
/// In: the store, a clock. Out: what this daemon is to the others, told when it changes. Never: what a leader does.
/// Start reading at [io.fairlead.replica.stand.Candidate].
@NullMarked
package io.fairlead.replica.stand;

import org.jspecify.annotations.NullMarked;
