/// A stand-in for the old monitoring system outside the mesh, which takes its time.
///
/// In: a speed for each driver. Out: an answer, late. Never: of use to anybody. Start reading at
/// {@link io.fairlead.fleetman.monitor.LegacyMonitor}.
@NullMarked
package io.fairlead.fleetman.monitor;

import org.jspecify.annotations.NullMarked;
