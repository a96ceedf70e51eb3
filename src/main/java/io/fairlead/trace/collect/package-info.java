/// The collectors: ports where spans arrive, and the one thread that reads and holds them.
///
/// In: requests of Jaeger, OpenTelemetry and Zipkin exporters. Out: spans in the store; counters. Never: more bytes or
/// more time than the limits say, so that a flood of spans leaves configuration and certificates alone. Start reading
/// at [io.fairlead.trace.collect.Collectors], then [io.fairlead.trace.collect.Intake].
@NullMarked
package io.fairlead.trace.collect;

import org.jspecify.annotations.NullMarked;
