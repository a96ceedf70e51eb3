/// The service graph for people.
///
/// In: nothing. Out: records. Never: anything that can change.
/// Start reading at [io.fairlead.telemetry.view.EdgeView].
@NullMarked
package io.fairlead.telemetry.view;

import org.jspecify.annotations.NullMarked;
