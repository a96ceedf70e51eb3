/// The headers that tell of a trace: B3 in one and in several headers, W3C's `traceparent` and `tracestate`.
///
/// What comes in: headers of a request. What goes out: a context, or what is wrong with it; and headers again. What
/// this room never does: decide anything. Pure. Start reading at [io.fairlead.proxy.trace.context.Incoming].
@NullMarked
package io.fairlead.proxy.trace.context;

import org.jspecify.annotations.NullMarked;
