/// The command line: one class per command.
///
/// In: arguments. Out: text or JSON, and an exit code: 0 well, 1 problems found, 2 wrong use. Never: logic of its own;
/// commands call the pure rooms that the daemon calls, so that both say the same.
/// Start reading at [io.fairlead.cli.ValidateCommand].
@NullMarked
package io.fairlead.cli;

import org.jspecify.annotations.NullMarked;
