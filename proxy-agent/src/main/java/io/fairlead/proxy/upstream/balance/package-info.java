/// Which host of a cluster gets the next request.
///
/// In: the hosts of a cluster and their states (active requests, left out or not), a hash, a source of chance. Out: the
/// index of a host. Never: connections, clocks, threads. A [LoadBalancer] remembers whose turn it is, so each event
/// loop has its own. Start reading at [LoadBalancer].
@NullMarked
package io.fairlead.proxy.upstream.balance;

import org.jspecify.annotations.NullMarked;
