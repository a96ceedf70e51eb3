/// What is added to a pod before it runs: the sidecar.
///
/// **In:** a pod as written. **Out:** the pod with its proxy container, or as it was. **Never:** starts or stores
/// anything. Start reading at [SidecarInjection].
@NullMarked
package io.fairlead.minicluster.admission;

import org.jspecify.annotations.NullMarked;
