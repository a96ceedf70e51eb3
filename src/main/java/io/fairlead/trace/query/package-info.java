/// What people and programs ask about traces, and the answers; pure.
///
/// In: parameters of a query, traces. Out: JSON in the form of Jaeger's query API; what a trace says: clocks
/// corrected, its critical path, where its context was lost. Never: a socket, a thread. Start reading at
/// [io.fairlead.trace.query.JaegerApi].
@NullMarked
package io.fairlead.trace.query;

import org.jspecify.annotations.NullMarked;
