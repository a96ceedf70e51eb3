package io.fairlead.app;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.store.kube.MigrationObjects;
import io.fairlead.store.kube.PolicyObjects;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The migration to mutual TLS in a cluster: where its policies stand, and where it says how far it is.
///
/// @param asking a way to the API server on which nobody waits long
record InCluster(KubernetesClient asking, PolicyObjects policies) implements AutoCloseable {
    /// A trial is renewed every few seconds, and waits for no API server.
    private static final Duration ANSWER = Duration.ofSeconds(2);

    /// Nothing is asked yet.
    ///
    /// @param watching null where there is no cluster
    /// @return null where the migration doesn't act there
    static @Nullable InCluster of(DaemonOptions options, @Nullable KubernetesClient watching) {
        KubeOptions cluster = options.kubernetes();
        boolean acts = cluster != null && (cluster.migration() || options.mtlsDir() != null);
        if (cluster == null || watching == null || !acts) {
            return null;
        }
        KubernetesClient asking = Kubeconfig.impatient(cluster.kubeconfig(), ANSWER);
        return new InCluster(asking, new PolicyObjects(asking, watching));
    }

    /// Says in the objects what became of them.
    StatusWriter statuses(StatusWriter.Surroundings around) {
        return new StatusWriter(new MigrationObjects(asking), around);
    }

    @Override
    public void close() {
        policies.close();
        asking.close();
    }
}
