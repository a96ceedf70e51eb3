package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.schema.Meta;
import io.fairlead.minicluster.schema.PodSpec;

/// A pod to run.
///
/// @param number its place in the network, see `network.Plan`
/// @param meshed true where its traffic goes through a proxy
public record PodRequest(Meta meta, PodSpec spec, int number, boolean meshed) {}
