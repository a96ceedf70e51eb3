package io.fairlead.minicluster;

import io.fairlead.app.DaemonOptions;
import io.fairlead.app.KubeOptions;
import io.fairlead.app.ReplicaOptions;
import io.fairlead.app.SecureOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The daemon of a cluster, as tests start it: on free ports of loopback.
public final class ClusterDaemon {

    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private ClusterDaemon() {}

    /// @param ca its directory
    /// @param replicas null where it is the only one
    public static DaemonOptions options(
            Path ca, @Nullable ReplicaOptions replicas, KubeOptions kubernetes) {
        SecureOptions secure =
                new SecureOptions(
                        ANY, ca, null, null, "", "istio-ca", null, "", List.of(), true, false);
        return new DaemonOptions(
                List.of(),
                null,
                ANY,
                ANY,
                ANY,
                100,
                secure,
                null,
                null,
                replicas,
                null,
                kubernetes,
                null);
    }
}
