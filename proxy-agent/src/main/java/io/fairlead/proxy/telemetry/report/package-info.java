/// What this proxy tells the daemon about its traffic: who called whom, how often, how fast, how safely.
///
/// In: [io.fairlead.proxy.meter.RequestRecord]s, counted on their loops. Out: numbered reports on a gRPC stream, each
/// sent again until the daemon has said that it counted it. Never: a wait on the hot path, more memory than the limits.
/// Start reading at [io.fairlead.proxy.telemetry.report.ReportClient].
@NullMarked
package io.fairlead.proxy.telemetry.report;

import org.jspecify.annotations.NullMarked;
