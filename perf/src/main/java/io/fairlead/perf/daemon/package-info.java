/// The daemon as a process of its own, for whoever measures it.
///
/// In: where everything is. Out: a running daemon, its memory and CPU time. Never: anything inside the daemon. Start
/// reading at [io.fairlead.perf.daemon.DaemonProcess].
@NullMarked
package io.fairlead.perf.daemon;

import org.jspecify.annotations.NullMarked;
