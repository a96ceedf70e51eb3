package io.fairlead.minicluster.cluster;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a cluster is started with. All paths are as seen by every user inside the cluster.
///
/// @param home the checkout
/// @param javaHome the JDK for daemon, proxies and applications
/// @param envoy path of a stock Envoy for pods that want one as their sidecar; empty where this machine has none
/// @param data where the API server keeps what must outlive the cluster
/// @param state the cluster's own directory; only its own user reads it
/// @param scratch a memory file system for the files of pods
/// @param fleet directory with the default fleet's `images.yaml`; its `k8s` directory holds the objects
/// @param configs people's directories, the last wins
/// @param applies true: what the fleet's and people's directories say is applied to it all the time
/// @param mesh false: no daemon, no proxies
/// @param nodes how many nodes it has
/// @param apiServer directory with `kube-apiserver` and `etcd`, which are its API server; null: ours is
/// @param sabotage what to do wrong on purpose, so that checks can be checked
public record ClusterOptions(
        Path home,
        Path javaHome,
        String envoy,
        Path state,
        Path data,
        Path scratch,
        Path fleet,
        List<Path> configs,
        boolean applies,
        boolean mesh,
        int nodes,
        @Nullable Path apiServer,
        List<String> sabotage) {

    /// The proxy's own traffic goes to the proxy.
    public static final String PROXY_NOT_EXEMPT = "proxy-not-exempt";

    public ClusterOptions {
        configs = List.copyOf(configs);
        sabotage = List.copyOf(sabotage);
    }
}
