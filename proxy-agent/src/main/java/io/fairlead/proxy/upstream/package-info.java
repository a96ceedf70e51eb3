/// Clusters at work: their hosts, what is under way to them, and connections that are kept.
///
/// In: clusters and endpoints of a snapshot, published to every event loop. Out: for each loop a
/// {@link io.fairlead.proxy.upstream.Worker} that knows clusters by name and picks hosts; channels to hosts by
/// {@link io.fairlead.proxy.upstream.Dialer}. What is shared between loops is counted by atomics and only where a limit
/// asks for it. Never: speaks a protocol, decides about requests. Start reading at
/// {@link io.fairlead.proxy.upstream.ClusterLane}.
@NullMarked
package io.fairlead.proxy.upstream;

import org.jspecify.annotations.NullMarked;
