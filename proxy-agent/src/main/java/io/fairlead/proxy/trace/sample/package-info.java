/// Whether a request is traced, in Envoy's way: all proxies of a request decide the same, because its id decides.
///
/// What comes in: the id, what the client asks for, the configured shares. What goes out: yes or no, and the id with
/// the reason in it. What this room never does: read headers. Pure. Start reading at
/// [io.fairlead.proxy.trace.sample.Decision].
@NullMarked
package io.fairlead.proxy.trace.sample;

import org.jspecify.annotations.NullMarked;
