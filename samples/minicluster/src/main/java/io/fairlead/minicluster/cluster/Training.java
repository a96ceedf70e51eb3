package io.fairlead.minicluster.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.minicluster.api.ApiCore;
import io.fairlead.minicluster.apply.Applier;
import io.fairlead.minicluster.reconcile.Controllers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Loads what a cluster loads, so that a start-up cache can be made from it: an API server without a node, its
/// controllers, and objects that are applied, with those of a mesh made of charts.
public final class Training {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Training() {}

    /// @param data an empty directory
    /// @param home the checkout
    /// @param fleet as in [ClusterOptions]
    public static void run(Path data, Path home, Path fleet)
            throws IOException, GeneralSecurityException, InterruptedException {
        String _ = Mesh.objects(home.resolve("charts"), fleet.resolve("install.yaml"));
        Path objects = fleet.resolve("k8s");
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        CountDownLatch applied = new CountDownLatch(1);
        try (ApiCore api = ApiCore.start(data, any, Map.of());
                Controllers _ =
                        Controllers.start(
                                api.kubeconfig(Controllers.USER),
                                api.kubeconfig(Controllers.SCHEDULER));
                KubernetesClient client = Controllers.client(api.kubeconfig());
                Readiness readiness = Readiness.start(client, _ -> {});
                Applier _ =
                        Applier.start(
                                client,
                                List.of(objects),
                                report -> {
                                    readiness.applied(report);
                                    applied.countDown();
                                })) {
            if (!applied.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("nothing was applied from " + objects);
            }
        }
    }
}
