/// What stock Envoys tell: the daemon makes of their access-log streams what our own sidecar counts by itself.
///
/// In: Envoy's gRPC access log, of streams that are bound to their pod. Out: Istio's series among the daemon's metrics,
/// rows for the graph, and reports of who came to each pod. Never: an answer, or more memory than the limits.
/// Start reading at [io.fairlead.telemetry.als.AccessLogService].
@NullMarked
package io.fairlead.telemetry.als;

import org.jspecify.annotations.NullMarked;
