package io.fairlead.app;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Duration;

/// The way to a Kubernetes API server.
final class Kubeconfig {

    /// Says that the service account of the daemon's own pod is to be used.
    static final String IN_CLUSTER = "in-cluster";

    private Kubeconfig() {}

    /// Nothing is asked yet.
    ///
    /// @param kubeconfig a file, or [#IN_CLUSTER]
    static KubernetesClient client(String kubeconfig) {
        Config config = config(kubeconfig);
        // A watch over plain HTTP needs no second protocol.
        config.setOnlyHttpWatches(true);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /// The same for questions whose answer is worth nothing when it comes late: nothing is asked twice by itself.
    ///
    /// @param answer how long each may take
    static KubernetesClient impatient(String kubeconfig, Duration answer) {
        Config config = config(kubeconfig);
        int millis = Math.toIntExact(answer.toMillis());
        config.setConnectionTimeout(millis);
        config.setRequestTimeout(millis);
        config.setRequestRetryBackoffLimit(0);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static Config config(String kubeconfig) {
        return kubeconfig.equals(IN_CLUSTER)
                ? Config.autoConfigure(null)
                : Config.fromKubeconfig(Path.of(kubeconfig).toFile());
    }
}
