/// What Kubernetes and Prometheus ask: is this proxy ready, and what has it counted.
///
/// What comes in: facts of the other rooms, by functions that bootstrap hands in. What goes out: answers on 15020,
/// 15021 and 15090. What this room never does: say ready before traffic would be served as configured. Start reading
/// at [io.fairlead.proxy.probe.Probes].
@NullMarked
package io.fairlead.proxy.probe;

import org.jspecify.annotations.NullMarked;
