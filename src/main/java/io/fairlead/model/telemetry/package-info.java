/// What is measured, logged and traced: parts of a Telemetry and of MeshConfig, and how the levels fold into one.
///
/// In: nothing but values. Out: for one side of a workload, what Istio's precedence leaves of all that was written.
/// Never: objects (room `config` picks those that count), Envoy's form (`translate` knows that). Start reading at
/// [io.fairlead.model.telemetry.MeshTelemetry].
@NullMarked
package io.fairlead.model.telemetry;

import org.jspecify.annotations.NullMarked;
