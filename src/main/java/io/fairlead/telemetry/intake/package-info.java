/// The edge to the sidecars: their streams, their messages, and what one of them may cost.
///
/// In: messages of docs/reports.proto. Out: reports for the graph, acknowledgements. Never: arithmetic on traffic.
/// Start reading at [io.fairlead.telemetry.intake.ReportService].
@NullMarked
package io.fairlead.telemetry.intake;

import org.jspecify.annotations.NullMarked;
