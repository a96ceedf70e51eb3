/// What people ask a daemon that follows, asked of the one that leads, and its answer.
///
/// In: a question with its path. Out: what the leader says; nothing when it can't be reached. Never: what pages there
/// are, or who leads. Start reading at [io.fairlead.replica.ask.Asker].
@NullMarked
package io.fairlead.replica.ask;

import org.jspecify.annotations.NullMarked;
