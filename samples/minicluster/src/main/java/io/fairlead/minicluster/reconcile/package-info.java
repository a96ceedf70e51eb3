/// Controllers: they look at objects of an API server and change others to fit, as ordinary clients of it.
///
/// **In:** news of watches. **Out:** writes. **Never:** sees the server's insides; [Garbage] decides without any I/O.
/// [Rolling], [Revisions], [DeploymentState], [EndpointsOf] and [Fit] as well. Start reading at [Controllers].
@NullMarked
package io.fairlead.minicluster.reconcile;

import org.jspecify.annotations.NullMarked;
