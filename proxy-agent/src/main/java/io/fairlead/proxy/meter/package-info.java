/// Closet: the seam between traffic and telemetry, and the names that both use.
///
/// What comes in: nothing; these are the nouns that `http` and `tcp` fill and `telemetry` reads. What goes out: one
/// [io.fairlead.proxy.meter.RequestRecord] per request or connection, handed to a
/// [io.fairlead.proxy.meter.RequestObserver]. What this room never does: format, count, write, read a clock. Start
/// reading at [io.fairlead.proxy.meter.RequestObserver].
@NullMarked
package io.fairlead.proxy.meter;

import org.jspecify.annotations.NullMarked;
