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
/// @param memoryMax bytes that containers may use, by container; those without a limit aren't in it
/// @param served numbers of the ports that Services send traffic to
public record PodRequest(
        Meta meta,
        PodSpec spec,
        NodePlan node,
        int number,
        Map<String, Long> memoryMax,
        Set<Integer> served,
        Volumes volumes) {

    public PodRequest {
        memoryMax = Map.copyOf(memoryMax);
        served = Set.copyOf(served);
    }

    /// Its address.
    public String ip() {
        return spec.hostNetwork() ? node.address() : Plan.podIp(number);
    }
}
