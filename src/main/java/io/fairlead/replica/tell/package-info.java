/// What a daemon that follows tells the one that leads, and what that one takes.
///
/// In: messages as they were heard, of a kind. Out: the same at the leader. Never: what they say, or who leads.
/// Start reading at [io.fairlead.replica.tell.Teller].
@NullMarked
package io.fairlead.replica.tell;

import org.jspecify.annotations.NullMarked;
