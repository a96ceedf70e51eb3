/// A record in a Kubernetes API server, for daemons that share a cluster.
///
/// In: contents by key. Out: a Lease, replaced only by whoever knows its version. Never: a watch, a second try, or a
/// wait that is longer than the caller's client has. Start reading at [io.fairlead.store.kube.LeaseStore].
@NullMarked
package io.fairlead.store.kube;

import org.jspecify.annotations.NullMarked;
