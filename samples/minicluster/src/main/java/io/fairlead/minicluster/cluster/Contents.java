package io.fairlead.minicluster.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.minicluster.apply.Applier;
import io.fairlead.minicluster.network.NodePlan;
import io.fairlead.minicluster.node.NodeFile;
import io.fairlead.minicluster.node.RunningPod;
import io.fairlead.minicluster.reconcile.Queue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What a cluster has in it of itself: nothing, or the objects of a demo, which are applied to it all the time.
final class Contents implements AutoCloseable {

    private static final String ALL = "all";

    private static final String NAMESPACES = "namespaces.yaml";

    private final ClusterOptions options;
    private final KubernetesClient client;
    private final NodeFile file;
    private final @Nullable Readiness readiness;
    private final Map<NodePlan, List<RunningPod>> byNode = new ConcurrentHashMap<>();
    private final Queue heard = new Queue("pods", _ -> tell());
    private @Nullable Applier applier;

    private Contents(
            ClusterOptions options,
            KubernetesClient client,
            NodeFile file,
            @Nullable Readiness readiness) {
        this.options = options;
        this.client = client;
        this.file = file;
        this.readiness = readiness;
    }

    /// Applies nothing yet.
    static Contents of(ClusterOptions options, KubernetesClient client, NodeFile file) {
        return new Contents(
                options,
                client,
                file,
                options.applies() ? Readiness.start(client, file::ready) : null);
    }

    /// Begins to apply; without anything to apply, the cluster is ready.
    void begin() throws IOException {
        @Nullable Readiness standing = readiness;
        if (standing == null) {
            file.ready(true);
            return;
        }
        List<Path> dirs = new ArrayList<>();
        dirs.add(system());
        if (options.mesh()) {
            dirs.add(mesh());
        }
        dirs.add(options.fleet().resolve("k8s"));
        dirs.addAll(options.configs());
        applier =
                Applier.start(
                        client,
                        dirs,
                        report -> {
                            standing.applied(report);
                            file.problems(report.problems());
                        });
    }

    /// These pods run on the node.
    void pods(NodePlan node, List<RunningPod> now) {
        byNode.put(node, now);
        heard.add(ALL);
    }

    private void tell() {
        List<RunningPod> pods = byNode.values().stream().flatMap(List::stream).toList();
        file.pods(pods);
        if (readiness != null) {
            readiness.pods(pods);
        }
    }

    /// The objects that every demo has, as a file like all others.
    private Path system() throws IOException {
        Path dir = Files.createDirectories(options.scratch().resolve("system"));
        try (InputStream in = Contents.class.getResourceAsStream(NAMESPACES)) {
            if (in == null) {
                throw new IOException("resource " + NAMESPACES + " is missing");
            }
            Files.copy(in, dir.resolve(NAMESPACES));
        }
        return dir;
    }

    /// Those of the mesh, over these.
    private Path mesh() throws IOException {
        Path dir = Files.createDirectories(options.scratch().resolve("mesh"));
        Files.writeString(
                dir.resolve("mesh.yaml"),
                Mesh.objects(
                        options.home().resolve("charts"), options.fleet().resolve("install.yaml")));
        return dir;
    }

    @Override
    public void close() throws IOException {
        heard.close();
        if (applier != null) {
            applier.close();
        }
        if (readiness != null) {
            readiness.close();
        }
    }
}
