/// Clusters (CDS): one for each port and subset of a service, those towards the workload, and the fixed ones.
///
/// In: a service and its merged rule as a record. Out: Envoy clusters with Istio's names.
/// Never: endpoints; they are in `endpoint`. Start reading at [io.fairlead.translate.cluster.ServiceClusters].
@NullMarked
package io.fairlead.translate.cluster;

import org.jspecify.annotations.NullMarked;
