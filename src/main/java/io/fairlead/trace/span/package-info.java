/// What a trace is made of, whoever reported it.
///
/// In: nothing. Out: nouns. Never: a protocol, a clock. Start reading at [io.fairlead.trace.span.Span].
@NullMarked
package io.fairlead.trace.span;

import org.jspecify.annotations.NullMarked;
