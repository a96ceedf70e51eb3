/// What daemons write into a Kubernetes API server.
///
/// In: contents by key; root certificates; statuses. Out: a Lease, a Secret, a ConfigMap or a policy, replaced only by
/// whoever knows its version; bundles of root certificates and statuses in objects that others made. Never: a second
/// try, or a wait that is longer than the caller's client has. Only policies are watched, for whether any changed.
/// Start reading at [io.fairlead.store.kube.LeaseStore] and [io.fairlead.store.kube.RootBundles].
@NullMarked
package io.fairlead.store.kube;

import org.jspecify.annotations.NullMarked;
