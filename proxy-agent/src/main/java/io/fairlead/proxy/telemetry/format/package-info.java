/// The access log line: a format string is compiled once, and writes each request as bytes.
///
/// What comes in: a format string or JSON keys with operators, then one
/// [io.fairlead.proxy.meter.RequestRecord] at a time. What goes out: bytes of one line in a
/// [io.fairlead.proxy.telemetry.format.LogLine]. What this room never does: keep, write or drop a line. Pure. Start
/// reading at [io.fairlead.proxy.telemetry.format.LogFormat].
@NullMarked
package io.fairlead.proxy.telemetry.format;

import org.jspecify.annotations.NullMarked;
