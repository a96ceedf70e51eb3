/// The composition root: reads the command line, builds the rooms, joins them, starts them in order.
///
/// In: arguments and environment. Out: a running daemon. Never: a decision about the mesh. Start reading at [Main],
/// then [Daemon].
@NullMarked
package io.fairlead.app;

import org.jspecify.annotations.NullMarked;
