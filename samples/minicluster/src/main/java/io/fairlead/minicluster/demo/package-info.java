/// The host's side: what must be there before a cluster can start, starting it, and reaching into it.
///
/// **In:** [DemoOptions]. **Out:** a running [DemoCluster], or [DemoRefused] with every reason and its fix.
/// **Never:** changes anything of the host but its own state directory and listeners on 127.0.0.1.
/// Start reading at [DemoCluster].
@NullMarked
package io.fairlead.minicluster.demo;

import org.jspecify.annotations.NullMarked;
