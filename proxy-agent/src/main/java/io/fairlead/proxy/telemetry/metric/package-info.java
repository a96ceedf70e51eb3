/// Counters and histograms under Istio's names, and how Prometheus reads them.
///
/// What comes in: finished requests, on their event loop. What goes out: text of a scrape, on another thread. What this
/// room never does: lock, or grow without bound: a loop that has seen too many different labels counts the rest in one
/// series called `overflow`. Pure. Start reading at [io.fairlead.proxy.telemetry.metric.RequestMeter].
@NullMarked
package io.fairlead.proxy.telemetry.metric;

import org.jspecify.annotations.NullMarked;
