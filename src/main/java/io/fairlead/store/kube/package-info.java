/// What daemons write into a Kubernetes API server.
///
/// In: contents by key; root certificates. Out: a Lease, a Secret or a policy, replaced only by whoever knows its
/// version; bundles of root certificates in objects that others made. Never: a watch, a second try, or a wait that is
/// longer than the caller's client has.
/// Start reading at [io.fairlead.store.kube.LeaseStore] and [io.fairlead.store.kube.RootBundles].
@NullMarked
package io.fairlead.store.kube;

import org.jspecify.annotations.NullMarked;
