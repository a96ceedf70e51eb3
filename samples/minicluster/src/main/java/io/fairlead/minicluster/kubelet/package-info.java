/// Pods as processes: namespaces, containers, supervision, probes, logs.
///
/// **In:** pods to run and to end. **Out:** [PodStatus] whenever something about a pod changes. **Never:** decides
/// which pods there should be, and never reads YAML. A [PodWorker] a pod, each on its own thread; what it decides is in
/// the pure [RestartDelay] and [ProbeCount].
/// Start reading at [PodWorker].
@NullMarked
package io.fairlead.minicluster.kubelet;

import org.jspecify.annotations.NullMarked;
