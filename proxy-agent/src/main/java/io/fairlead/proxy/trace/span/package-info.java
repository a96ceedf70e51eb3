/// What a span says about a request: its name and its tags.
///
/// What comes in: the record of a request that is over. What goes out: one span. What this room never does: send it.
/// Pure. Start reading at [io.fairlead.proxy.trace.span.SpanWriter].
@NullMarked
package io.fairlead.proxy.trace.span;

import org.jspecify.annotations.NullMarked;
