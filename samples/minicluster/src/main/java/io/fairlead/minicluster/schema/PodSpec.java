package io.fairlead.minicluster.schema;

import java.time.Duration;
import java.util.List;

/// The containers of a pod and how it ends.
///
/// @param hostname name that DNS gives the pod below its subdomain; empty when the pod has none
/// @param subdomain name of the headless Service that publishes the hostname; empty when there is none
/// @param grace time between the request to end and the kill
/// @param init run before the containers, one after the other
public record PodSpec(
        List<Container> containers,
        String serviceAccount,
        String hostname,
        String subdomain,
        Duration grace,
        List<Container> init,
        Restart restart) {

    public PodSpec {
        containers = List.copyOf(containers);
        init = List.copyOf(init);
    }

    /// A pod without init containers that runs on and on.
    public PodSpec(
            List<Container> containers,
            String serviceAccount,
            String hostname,
            String subdomain,
            Duration grace) {
        this(containers, serviceAccount, hostname, subdomain, grace, List.of(), Restart.ALWAYS);
    }

    /// True for a gateway of the mesh: a proxy that was told so, without an application.
    public boolean isRouter() {
        return containers.size() == 1 && containers.getFirst().args().contains("router");
    }

    /// The same pod with these containers.
    public PodSpec withContainers(List<Container> other) {
        return new PodSpec(other, serviceAccount, hostname, subdomain, grace, init, restart);
    }
}
