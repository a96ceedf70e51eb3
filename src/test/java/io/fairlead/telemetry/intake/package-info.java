/// Tests of `telemetry.intake`.
@NullMarked
package io.fairlead.telemetry.intake;

import org.jspecify.annotations.NullMarked;
