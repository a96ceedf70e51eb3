/// The way of access log lines from the event loops to their file.
///
/// What comes in: finished lines, each on its own loop. What goes out: bytes in a file or on standard output, written
/// by one thread in batches. What this room never does: make a loop wait: a full buffer drops the line and counts it.
/// Start reading at [io.fairlead.proxy.telemetry.log.LogFile].
@NullMarked
package io.fairlead.proxy.telemetry.log;

import org.jspecify.annotations.NullMarked;
