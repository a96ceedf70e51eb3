/// Sends spans to collectors by OpenTelemetry's exporters. Its libraries are loaded with the first span.
///
/// What comes in: spans, from any event loop. What goes out: batches, in the protocol of the collector. What this room
/// never does: block whoever hands a span over, or keep more spans than it may. Start reading at
/// [io.fairlead.proxy.trace.export.SpanQueue].
@NullMarked
package io.fairlead.proxy.trace.export;

import org.jspecify.annotations.NullMarked;
