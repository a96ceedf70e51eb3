package io.fairlead.minicluster.schema;

import java.time.Duration;
import java.util.List;

/// The containers of a pod and how it ends.
///
/// @param hostname name that DNS gives the pod below its subdomain; empty when the pod has none
/// @param subdomain name of the headless Service that publishes the hostname; empty when there is none
/// @param grace time between the request to end and the kill
public record PodSpec(
        List<Container> containers,
        String serviceAccount,
        String hostname,
        String subdomain,
        Duration grace) {

    public PodSpec {
        containers = List.copyOf(containers);
    }

    /// The same pod with these containers.
    public PodSpec withContainers(List<Container> other) {
        return new PodSpec(other, serviceAccount, hostname, subdomain, grace);
    }
}
