/// Tests of the daemon as a whole, over real sockets on loopback.
///
/// In: files. Out: what a proxy gets. Never: a fixed port. Start reading at {@link DaemonTest}.
@NullMarked
package io.fairlead.app;

import org.jspecify.annotations.NullMarked;
