/// Follows requests through the mesh: reads where a request stands in its trace, decides whether it is traced, tells
/// the next host, and hands spans over.
///
/// What comes in: a request's head and its record, on its event loop. What goes out: headers for the host, and spans
/// to a collector, by way of a bounded queue. What this room never does: let a request wait. Start reading at
/// [io.fairlead.proxy.trace.Tracers].
@NullMarked
package io.fairlead.proxy.trace;

import org.jspecify.annotations.NullMarked;
