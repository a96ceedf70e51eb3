package io.fairlead.minicluster.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.minicluster.api.ApiCore;
import io.fairlead.minicluster.api.http.ClusterPki;
import io.fairlead.minicluster.api.http.NodeClient;
import io.fairlead.minicluster.dns.DnsServer;
import io.fairlead.minicluster.kubelet.EventLog;
import io.fairlead.minicluster.kubelet.KubeletTools;
import io.fairlead.minicluster.kubelet.MemoryGroups;
import io.fairlead.minicluster.kubelet.Places;
import io.fairlead.minicluster.network.Node;
import io.fairlead.minicluster.network.NodeGate;
import io.fairlead.minicluster.network.Plan;
import io.fairlead.minicluster.node.Kubelet;
import io.fairlead.minicluster.node.NodeFile;
import io.fairlead.minicluster.node.NodeRegistration;
import io.fairlead.minicluster.node.ServiceProxy;
import io.fairlead.minicluster.reconcile.Controllers;
import io.fairlead.minicluster.streaming.KubeletServer;
import io.fairlead.minicluster.streaming.StreamLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A cluster of one node that is used through its API server: builds it from its parts and runs it until its standard
/// input ends, which happens when whoever started it stops or dies.
public final class ApiCluster {

    /// Where the API server listens on the node.
    public static final int API_PORT = 6_443;

    private static final Logger LOG = LoggerFactory.getLogger(ApiCluster.class);
    private static final Duration DRAIN = Duration.ofSeconds(1);

    /// As long as Istio's sidecar drains by default (`terminationDrainDuration`). While two cores start a dozen
    /// processes, the news of a pod's leaving may need more than a second to reach its callers.
    private static final Duration MESH_DRAIN = Duration.ofSeconds(5);

    /// The node as a user.
    private static final String NODE = "system:node:" + Plan.NODE_NAME;

    private static final int DNS_PORT = 53;

    /// As `istiod.yaml` has it: applications can't read what the daemon keeps.
    private static final int DAEMON_UID = 1_001;

    private static final int PODS_MAX = 250;
    private static final int KUBELET_PORT = 10_250;

    private ApiCluster() {}

    /// Runs in the cluster's own namespaces.
    ///
    /// @param data where the API server keeps what must outlive the cluster
    public static void run(ClusterOptions options, Path data, InputStream lifeline)
            throws IOException, GeneralSecurityException {
        Node node = Node.make(options.scratch());
        MemoryGroups memory = MemoryGroups.open(options.state());
        NodeFile file = new NodeFile(options.state().resolve("cluster.json"), options.scratch());
        try (file;
                DnsServer dns = DnsServer.start(new InetSocketAddress(Plan.DNS, DNS_PORT));
                NodeGate gate = NodeGate.open(options.state().resolve("node.sock"));
                ApiCore api =
                        ApiCore.start(data, new InetSocketAddress(Plan.NODE, API_PORT), Map.of());
                Controllers controllers =
                        Controllers.start(
                                api.kubeconfig(Controllers.USER),
                                api.kubeconfig(Controllers.SCHEDULER));
                KubernetesClient admin = Controllers.client(api.kubeconfig());
                KubernetesClient own = Controllers.client(api.kubeconfig(NODE, "system:nodes"));
                KubernetesClient rules = Controllers.client(api.kubeconfig("system:kube-proxy"));
                NodeRegistration registration =
                        NodeRegistration.start(own, Plan.NODE_NAME, capacity(memory));
                ServiceProxy proxy = ServiceProxy.start(rules, node, dns, file::nodePorts);
                Contents contents = Contents.of(options, admin, file);
                Kubelet kubelet = Kubelet.start(own, setting(options, contents, proxy, memory));
                KubeletServer streams = serve(data, kubelet)) {
            LOG.info(
                    "event=cluster_started parts=\"{}\"",
                    List.of(gate, api, controllers, registration, proxy, kubelet, streams));
            contents.begin();
            // Nothing is ever said on it; its end is the message.
            lifeline.transferTo(OutputStream.nullOutputStream());
        }
    }

    /// For the API server alone.
    private static KubeletServer serve(Path data, Kubelet kubelet)
            throws IOException, GeneralSecurityException {
        ClusterPki pki =
                ClusterPki.open(
                        data.resolve("pki"), InstantSource.system().instant(), new SecureRandom());
        ClusterPki.Identity own = pki.server(NODE, List.of(Plan.NODE), List.of());
        return KubeletServer.start(
                new InetSocketAddress(Plan.NODE, KUBELET_PORT),
                new KubeletServer.Keys(pki.root(), own.certificate(), own.key(), NodeClient.NAME),
                kubelet::find,
                StreamLimits.DEFAULT);
    }

    private static Kubelet.Setting setting(
            ClusterOptions options, Contents contents, ServiceProxy proxy, MemoryGroups memory)
            throws IOException {
        Programs programs = Programs.read(options);
        if (options.mesh()) {
            ofDaemon(options.caDir());
            ofDaemon(options.mtlsDir());
        }
        return new Kubelet.Setting(
                Plan.NODE_NAME,
                events -> tools(options, programs, memory, events),
                pods -> {
                    contents.pods(pods);
                    proxy.pods(pods);
                });
    }

    /// A directory that only the daemon may look into.
    private static void ofDaemon(Path path) throws IOException {
        Path dir = Files.createDirectories(path);
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
        Files.setAttribute(dir, "unix:uid", DAEMON_UID);
        Files.setAttribute(dir, "unix:gid", DAEMON_UID);
    }

    private static KubeletTools tools(
            ClusterOptions options, Programs programs, MemoryGroups memory, EventLog events) {
        return new KubeletTools(
                new Places(options.scratch(), options.state().resolve("logs")),
                programs,
                events,
                InstantSource.system(),
                // Not closed: a probe that still waits must not hold up the end.
                task -> Thread.ofVirtual().start(task),
                memory,
                options.mesh() ? MESH_DRAIN : DRAIN);
    }

    private static NodeRegistration.Capacity capacity(MemoryGroups limits) throws IOException {
        long memory =
                Files.readAllLines(Path.of("/proc/meminfo")).stream()
                        .filter(line -> line.startsWith("MemTotal:"))
                        .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElse(0L);
        return new NodeRegistration.Capacity(
                Runtime.getRuntime().availableProcessors(),
                memory,
                PODS_MAX,
                System.getProperty("os.version", ""),
                KUBELET_PORT,
                limits);
    }
}
