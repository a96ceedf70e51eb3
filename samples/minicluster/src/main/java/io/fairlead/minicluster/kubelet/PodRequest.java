package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.network.NodePlan;
import io.fairlead.minicluster.network.Plan;
import io.fairlead.minicluster.schema.Meta;
import io.fairlead.minicluster.schema.PodSpec;
import java.util.Map;
import java.util.Set;

/// A pod to run.
///
/// @param node where it runs
/// @param number its place in the network, see [NodePlan]
/// @param limits by container
/// @param served numbers of the ports that Services send traffic to
public record PodRequest(
        Meta meta,
        PodSpec spec,
        NodePlan node,
        int number,
        Map<String, ControlGroups.Limits> limits,
        Set<Integer> served,
        Volumes volumes) {

    public PodRequest {
        limits = Map.copyOf(limits);
        served = Set.copyOf(served);
    }

    /// Its address.
    public String ip() {
        return spec.hostNetwork() ? node.address() : Plan.podIp(number);
    }
}
