/// What this proxy says about its traffic: access log, metrics, figures.
///
/// What comes in: one [io.fairlead.proxy.meter.RequestRecord] per request or connection, on its event loop. What goes
/// out: log lines, and the text of a scrape. What this room never does: slow a request down. Start reading at
/// [io.fairlead.proxy.telemetry.Telemetry].
@NullMarked
package io.fairlead.proxy.telemetry;

import org.jspecify.annotations.NullMarked;
