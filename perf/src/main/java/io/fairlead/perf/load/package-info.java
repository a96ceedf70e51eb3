/// The load generator, a program of its own: orders come in as lines of JSON, one result for each goes out. One event
/// loop sends HTTP/1.1 or HTTP/2 requests as fast as they are answered, or evenly spaced by a clock that waits for
/// nobody, so that a proxy which stalls is charged for every request that was due meanwhile. It knows no peer by
/// name. Start reading at {@link io.fairlead.perf.load.Main}; {@link io.fairlead.perf.process.Worker} is its other
/// end.
@NullMarked
package io.fairlead.perf.load;

import org.jspecify.annotations.NullMarked;
