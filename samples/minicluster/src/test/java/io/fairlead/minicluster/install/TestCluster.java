package io.fairlead.minicluster.install;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fairlead.minicluster.api.ApiCore;
import io.fairlead.minicluster.reconcile.Controllers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;

/// An API server with its controllers, into which tests install.
final class TestCluster implements AutoCloseable {

    private final ApiCore core;
    private final KubernetesClient client;
    private final Controllers controllers;

    private TestCluster(ApiCore core, KubernetesClient client, Controllers controllers) {
        this.core = core;
        this.client = client;
        this.controllers = controllers;
    }

    static TestCluster start(Path dir) throws Exception {
        ApiCore core =
                ApiCore.start(
                        dir, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Map.of());
        Config config = Config.fromKubeconfig(core.kubeconfig().toFile());
        config.setOnlyHttpWatches(true);
        KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
        return new TestCluster(
                core,
                client,
                Controllers.start(
                        core.kubeconfig(Controllers.USER), core.kubeconfig(Controllers.SCHEDULER)));
    }

    KubernetesClient client() {
        return client;
    }

    String kubeconfig() {
        return core.kubeconfig().toString();
    }

    @Override
    public void close() {
        controllers.close();
        client.close();
        core.close();
    }
}
