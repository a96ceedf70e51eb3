package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.schema.Meta;
import io.fairlead.minicluster.schema.PodSpec;
import java.util.Set;

/// A pod to run.
///
/// @param number its place in the network, see `network.Plan`
/// @param served numbers of the ports that Services send traffic to
/// @param meshed true where the cluster itself gave it a proxy, which its traffic goes through
public record PodRequest(
        Meta meta, PodSpec spec, int number, Set<Integer> served, boolean meshed, Volumes volumes) {

    public PodRequest {
        served = Set.copyOf(served);
    }

    /// A pod without volumes.
    public PodRequest(Meta meta, PodSpec spec, int number, Set<Integer> served, boolean meshed) {
        this(meta, spec, number, served, meshed, Volumes.NONE);
    }

    /// True where the cluster itself gives a proxy what it needs: one beside an application, or one that is a gateway.
    boolean proxied() {
        return meshed || (volumes.equals(Volumes.NONE) && spec.isRouter());
    }
}
