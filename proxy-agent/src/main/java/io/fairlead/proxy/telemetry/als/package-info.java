/// Access logs that go to servers, by Envoy's gRPC access log.
///
/// What comes in: one record per request or connection, on its event loop. What goes out: entries, in batches, on a
/// stream for each log. What this room never does: let a request wait, or keep more entries than it may. Start reading
/// at [io.fairlead.proxy.telemetry.als.LogServers].
@NullMarked
package io.fairlead.proxy.telemetry.als;

import org.jspecify.annotations.NullMarked;
