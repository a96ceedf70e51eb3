/// Holds what was reported, in a bounded piece of memory.
///
/// In: decoded spans. Out: services, operations, traces. Never: a protocol, a lock: one thread has the store, and
/// whoever asks is answered by it. Start reading at [io.fairlead.trace.store.TraceStore].
@NullMarked
package io.fairlead.trace.store;

import org.jspecify.annotations.NullMarked;
