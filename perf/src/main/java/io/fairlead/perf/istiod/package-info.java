/// A real istiod beside our daemon: the same mesh, told by watches as a Kubernetes API server tells them.
///
/// In: the files of a mesh. Out: a running istiod that serves it. Never: a cluster; what istiod would write there is
/// refused. Start reading at [io.fairlead.perf.istiod.Istiod].
@NullMarked
package io.fairlead.perf.istiod;

import org.jspecify.annotations.NullMarked;
