package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// All controllers at one API server.
public final class Controllers implements AutoCloseable {

    private final KubernetesClient client;
    private final Namespaces namespaces;
    private final GarbageCollector garbage;
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

    private Controllers(KubernetesClient client) {
        this.client = client;
        this.namespaces = new Namespaces(client);
        this.garbage = new GarbageCollector(client);
    }

    /// Starts them with the rights of this kubeconfig.
    public static Controllers start(Path kubeconfig) {
        Config config = Config.fromKubeconfig(kubeconfig.toFile());
        // A watch over plain HTTP costs no second protocol.
        config.setOnlyHttpWatches(true);
        Controllers all = new Controllers(new KubernetesClientBuilder().withConfig(config).build());
        all.watch();
        return all;
    }

    private void watch() {
        informers.add(
                client.namespaces()
                        .inform(
                                new Hearing<>(
                                        one -> namespaces.queue.add(one.getMetadata().getName()))));
        informers.add(
                client.serviceAccounts()
                        .inAnyNamespace()
                        .inform(
                                new Hearing<>(one ->
                                        namespaces.queue.add(one.getMetadata().getNamespace()))));
        informers.add(
                client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .inform(new Hearing<>(_ -> garbage.types())));
        garbage.types();
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::close);
        namespaces.queue.close();
        garbage.close();
        client.close();
    }
}
