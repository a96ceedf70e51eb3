package io.fairlead.minicluster.schema;

import java.time.Duration;
import java.util.List;

/// The containers of a pod and how it ends.
///
/// @param grace time between the request to end and the kill
/// @param hostNetwork its network is its node's
/// @param init run before the containers, one after the other
public record PodSpec(
        List<Container> containers,
        Duration grace,
        List<Container> init,
        Restart restart,
        boolean hostNetwork) {

    public PodSpec {
        containers = List.copyOf(containers);
        init = List.copyOf(init);
    }
}
