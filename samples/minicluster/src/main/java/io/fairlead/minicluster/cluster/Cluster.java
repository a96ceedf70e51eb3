package io.fairlead.minicluster.cluster;

import io.fairlead.minicluster.auth.ServiceAccountTokens;
import io.fairlead.minicluster.dns.DnsServer;
import io.fairlead.minicluster.kubelet.EventLog;
import io.fairlead.minicluster.kubelet.KubeletTools;
import io.fairlead.minicluster.kubelet.Places;
import io.fairlead.minicluster.kubelet.Projection;
import io.fairlead.minicluster.network.Node;
import io.fairlead.minicluster.network.NodeGate;
import io.fairlead.minicluster.network.Plan;
import io.fairlead.minicluster.storage.ConfigDirs;
import io.fairlead.minicluster.storage.ConfigDirs.Layer;
import io.fairlead.minicluster.storage.DirWatch;
import io.fairlead.minicluster.storage.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Builds a cluster from its parts and runs it until its standard input ends, which happens when whoever started it
/// stops or dies.
public final class Cluster {

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    /// As long as Istio's sidecar drains by default (`terminationDrainDuration`). While two cores start a dozen
    /// processes, the news of a pod's leaving may need more than a second to reach its callers.
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private static final int DNS_PORT = 53;
    private static final String TOKEN_AUDIENCE = "istio-ca";

    private Cluster() {}

    /// Runs in the cluster's own namespaces.
    public static void run(ClusterOptions options, InputStream lifeline)
            throws IOException, InterruptedException {
        Node node = Node.make(options.scratch());
        try (DnsServer dns = DnsServer.start(new InetSocketAddress(Plan.DNS, DNS_PORT));
                NodeGate gate = NodeGate.open(options.state().resolve("node.sock"))) {
            // Not closed: a probe that still waits must not hold up the end.
            Executor probes = task -> Thread.ofVirtual().start(task);
            LOG.debug("event=node_ready gate={}", gate);
            KubeletTools tools =
                    new KubeletTools(
                            new Places(options.scratch(), options.state().resolve("logs")),
                            Programs.read(options),
                            EventLog.LINES,
                            InstantSource.system(),
                            probes,
                            DRAIN,
                            projection(options),
                            !options.sabotage().contains(ClusterOptions.PROXY_NOT_EXEMPT));
            Publisher publisher =
                    new Publisher(
                            node,
                            dns,
                            new FileTree(options.state().resolve("registry")),
                            new StateFile(
                                    options.state().resolve("cluster.json"), options.scratch()));
            ClusterLoop loop =
                    new ClusterLoop(tools, publisher, RandomGenerator.getDefault(), options.mesh());
            Thread.ofPlatform().daemon().name("lifeline").start(() -> follow(lifeline, loop));
            try (DirWatch watch = watch(options, loop)) {
                LOG.info("event=cluster_started watch={}", watch);
                loop.run();
            }
        }
    }

    /// The daemon's directory, and the keys by which it tells pods apart.
    private static Projection projection(ClusterOptions options) throws IOException {
        ServiceAccountTokens tokens = ServiceAccountTokens.create();
        Files.createDirectories(options.tokenKeys().getParent());
        FileTree.replace(options.tokenKeys(), tokens.keySet().getBytes(StandardCharsets.UTF_8));
        Path ca = ofDaemon(options.caDir());
        ofDaemon(options.mtlsDir());
        return new Projection(
                (pod, now, life) ->
                        tokens.sign(
                                pod.meta().name(),
                                pod.spec().serviceAccount(),
                                TOKEN_AUDIENCE,
                                now,
                                life),
                ca.resolve("root-cert.pem"),
                options.tokenLife());
    }

    /// A directory that only the daemon may look into.
    private static Path ofDaemon(Path path) throws IOException {
        Path dir = Files.createDirectories(path);
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
        Files.setAttribute(dir, "unix:uid", Projection.SYSTEM_UID);
        Files.setAttribute(dir, "unix:gid", Projection.SYSTEM_UID);
        return dir;
    }

    private static DirWatch watch(ClusterOptions options, ClusterLoop loop) throws IOException {
        List<Layer> layers = new ArrayList<>();
        layers.add(new Layer(List.of(system(options))));
        layers.add(new Layer(List.of(options.fleet().resolve("k8s"))));
        options.configs().forEach(dir -> layers.add(new Layer(List.of(dir))));
        ConfigDirs dirs = new ConfigDirs(layers);
        return DirWatch.start(
                dirs.dirs(),
                () -> {
                    try {
                        loop.want(dirs.read());
                    } catch (IOException moving) {
                        LOG.warn("event=config_unreadable reason={}", moving.getMessage());
                    }
                });
    }

    /// The objects that every cluster has, as files like all others.
    private static Path system(ClusterOptions options) throws IOException {
        Path dir = options.scratch().resolve("system");
        Files.createDirectories(dir);
        List<String> names =
                options.mesh() ? List.of("namespaces", "istiod") : List.of("namespaces");
        for (String name : names) {
            try (InputStream in = Cluster.class.getResourceAsStream(name + ".yaml")) {
                if (in == null) {
                    throw new IOException("resource " + name + ".yaml is missing");
                }
                Files.write(dir.resolve(name + ".yaml"), in.readAllBytes());
            }
        }
        return dir;
    }

    private static void follow(InputStream lifeline, ClusterLoop loop) {
        try {
            // Nothing is ever said on it; its end is the message.
            lifeline.transferTo(OutputStream.nullOutputStream());
        } catch (IOException broken) {
            LOG.debug("event=lifeline_broken reason={}", broken.getMessage());
        }
        LOG.info("event=cluster_stopping");
        loop.stop();
    }
}
