/// Small HTTP servers for people, probes and scrapers: admin, readiness, metrics. Not for traffic.
///
/// What comes in: paths with what answers them. What goes out: answers. What this room never does: run on an event loop
/// that forwards requests; it has a thread of its own. Start reading at
/// [io.fairlead.proxy.endpoint.EndpointServer].
@NullMarked
package io.fairlead.proxy.endpoint;

import org.jspecify.annotations.NullMarked;
