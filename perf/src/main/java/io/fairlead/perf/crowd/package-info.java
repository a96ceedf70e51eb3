/// Many sidecars in one process, as far as a control plane can tell: each has a connection and a delta stream of its
/// own, asks what our sidecar asks, acknowledges everything, and notes when it heard of which change.
///
/// In: [io.fairlead.perf.crowd.Order]s as lines of JSON. Out: one [io.fairlead.perf.crowd.Answer] for each. Never: a
/// judgement of what resources say, beyond which others they name. Start reading at [io.fairlead.perf.crowd.Main];
/// [io.fairlead.perf.process.Worker] is its other end.
@NullMarked
package io.fairlead.perf.crowd;

import org.jspecify.annotations.NullMarked;
