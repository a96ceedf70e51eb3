package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.schema.Meta;
import io.fairlead.minicluster.schema.PodSpec;
import java.util.Set;

/// A pod to run.
///
/// @param number its place in the network, see `network.Plan`
/// @param served numbers of the ports that Services send traffic to
public record PodRequest(
        Meta meta, PodSpec spec, int number, Set<Integer> served, Volumes volumes) {

    public PodRequest {
        served = Set.copyOf(served);
    }
}
