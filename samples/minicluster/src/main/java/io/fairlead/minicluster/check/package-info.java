/// Acceptance: asks a running demo from outside what the mission promises, row by row, and says what it measured.
///
/// In: a running demo, seen through the port {@link Fleet}. Out: one {@link Outcome} a {@link Row}, printed by
/// {@link Report}. Never: looks into the demo's Java objects; everything is asked by HTTP, logs and commands in pods,
/// as a person with curl would. Start reading at {@link Rows}.
@NullMarked
package io.fairlead.minicluster.check;

import org.jspecify.annotations.NullMarked;
