package io.fairlead.install.apply;

import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.List;
import java.util.Map;

/// Which pods a cluster has.
public final class Pods {
    private Pods() {}

    /// A pod.
    ///
    /// @param isReady it may be asked
    public record Pod(String namespace, String name, boolean isReady) {}

    /// Those of a namespace that have these labels and aren't about to end.
    public static List<Pod> of(Cluster cluster, String namespace, Map<String, String> labels)
            throws ClusterException {
        return cluster.asked(
                "pods of namespace " + namespace,
                () ->
                        cluster
                                .client()
                                .pods()
                                .inNamespace(namespace)
                                .withLabels(labels)
                                .list()
                                .getItems()
                                .stream()
                                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                                .map(pod ->
                                        new Pod(
                                                namespace,
                                                pod.getMetadata().getName(),
                                                Readiness.isPodReady(pod)))
                                .toList());
    }
}
