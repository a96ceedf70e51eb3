package io.fairlead.app;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.ingest.file.FileSource;
import io.fairlead.ingest.file.FileSource.Wiring;
import io.fairlead.ingest.kube.KubeSource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Where configuration comes from: directories, or a Kubernetes API server.
final class Ingesting implements AutoCloseable {

    private final @Nullable FileSource files;
    private final @Nullable KubeSource kubernetes;

    /// @param client of the API server; null where there is none
    Ingesting(DaemonOptions options, @Nullable KubernetesClient client, Wiring wiring) {
        KubeOptions cluster = options.kubernetes();
        this.kubernetes =
                client == null || cluster == null
                        ? null
                        : new KubeSource(client, cluster.revision(), wiring);
        this.files =
                client == null
                        ? new FileSource(Migration.configs(options), options.registry(), wiring)
                        : null;
    }

    void start() throws IOException {
        if (kubernetes != null) {
            kubernetes.start();
        }
        if (files != null) {
            files.start();
        }
    }

    @Override
    public void close() {
        if (kubernetes != null) {
            kubernetes.close();
        }
        if (files != null) {
            files.close();
        }
    }
}
