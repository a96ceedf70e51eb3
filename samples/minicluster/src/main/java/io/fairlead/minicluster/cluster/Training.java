package io.fairlead.minicluster.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.minicluster.api.ApiCore;
import io.fairlead.minicluster.apply.Applier;
import io.fairlead.minicluster.apply.Sidecars;
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
/// controllers, and objects that are applied.
public final class Training {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Training() {}

    /// @param data an empty directory
    /// @param objects a directory of YAML
    public static void run(Path data, Path objects)
            throws IOException, GeneralSecurityException, InterruptedException {
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
                                Sidecars.of(true),
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
