/// What sidecars report about their traffic, and the service graph that it makes.
///
/// In: numbered reports on gRPC streams. Out: edges with rates, errors, latencies. Never: a decision about traffic.
/// Start reading at [io.fairlead.telemetry.intake.ReportService].
@NullMarked
package io.fairlead.telemetry;

import org.jspecify.annotations.NullMarked;
