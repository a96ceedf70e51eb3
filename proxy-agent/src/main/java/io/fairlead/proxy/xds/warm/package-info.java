/// When is what was received complete enough to be used?
///
/// In: everything that was accepted, and the snapshot in use. Out: the next snapshot. A cluster waits for its
/// endpoints, a route table for its clusters, a listener for its route tables; whatever waits leaves its last good
/// version in use. Never: time (a shell says when waiting has been long enough), I/O. Start reading at [Warming].
@NullMarked
package io.fairlead.proxy.xds.warm;

import org.jspecify.annotations.NullMarked;
