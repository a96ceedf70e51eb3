package io.fairlead.model.service;

import java.util.Map;

/// One address and port that can answer for a Service's port, with what is known of the workload behind it.
///
/// @param pod name of the pod, empty when it has none
/// @param labels labels of the pod: subsets select by them
/// @param workload name of the pod's controller
/// @param weight its share among the endpoints of the port
public record Endpoint(
        String address,
        int port,
        boolean ready,
        String namespace,
        String pod,
        Map<String, String> labels,
        String serviceAccount,
        String workload,
        String node,
        Locality locality,
        int weight)
        implements Comparable<Endpoint> {
    public Endpoint {
        labels = Map.copyOf(labels);
    }

    /// With the same share as all others.
    public Endpoint(
            String address,
            int port,
            boolean ready,
            String namespace,
            String pod,
            Map<String, String> labels,
            String serviceAccount,
            String workload,
            String node,
            Locality locality) {
        this(
                address,
                port,
                ready,
                namespace,
                pod,
                labels,
                serviceAccount,
                workload,
                node,
                locality,
                1);
    }

    @Override
    public int compareTo(Endpoint other) {
        int byAddress = address.compareTo(other.address);
        return byAddress != 0 ? byAddress : Integer.compare(port, other.port);
    }

    /// True when this endpoint has all of the labels.
    public boolean hasLabels(Map<String, String> wanted) {
        return labels.entrySet().containsAll(wanted.entrySet());
    }
}
