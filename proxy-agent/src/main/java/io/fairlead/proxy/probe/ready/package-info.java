/// Whether this proxy is ready. What comes in: facts. What goes out: yes, or the reason why not. What this room never
/// does: look for itself. Pure. Start reading at [io.fairlead.proxy.probe.ready.Readiness].
@NullMarked
package io.fairlead.proxy.probe.ready;

import org.jspecify.annotations.NullMarked;
