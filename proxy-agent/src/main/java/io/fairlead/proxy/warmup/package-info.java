/// Traffic that the proxy makes for itself before anybody else's may come: without it the first real requests would
/// wait for classes to be loaded and code to be compiled.
///
/// What comes in: how much processor time it may cost. What goes out: how much it did. What this room never does: touch
/// the proxy's own listeners, clusters, metrics or log; it runs a small data plane of its own on loopback. Start
/// reading at [io.fairlead.proxy.warmup.WarmUp].
@NullMarked
package io.fairlead.proxy.warmup;

import org.jspecify.annotations.NullMarked;
