package io.fairlead.proxy.meter;

/// The Service that a cluster stands for, as the daemon says it in the cluster's metadata.
///
/// @param host the fully qualified name, label `destination_service`
/// @param name label `destination_service_name`
/// @param namespace label `destination_service_namespace`
public record ServiceLabels(String host, String name, String namespace) {

    /// Where nothing is known.
    public static final ServiceLabels UNKNOWN = new ServiceLabels("unknown", "unknown", "unknown");

    /// Of a cluster without a Service, such as `PassthroughCluster`: it is its own service name.
    public static ServiceLabels ofCluster(String cluster) {
        return new ServiceLabels("unknown", cluster, "unknown");
    }

    /// Of a cluster. One without a Service (its parts are empty), such as `PassthroughCluster`, is its own service
    /// name.
    public static ServiceLabels of(String cluster, String host, String name, String namespace) {
        return name.isEmpty() ? ofCluster(cluster) : new ServiceLabels(host, name, namespace);
    }
}
