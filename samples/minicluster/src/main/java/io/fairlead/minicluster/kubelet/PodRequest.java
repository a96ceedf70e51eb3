package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.network.Plan;
import io.fairlead.minicluster.schema.Meta;
import io.fairlead.minicluster.schema.PodSpec;
import java.util.Map;
import java.util.Set;

/// A pod to run.
///
/// @param number its place in the network, see `network.Plan`
/// @param memoryMax bytes that containers may use, by container; those without a limit aren't in it
/// @param served numbers of the ports that Services send traffic to
public record PodRequest(
        Meta meta,
        PodSpec spec,
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
        return spec.hostNetwork() ? Plan.NODE : Plan.podIp(number);
    }
}
