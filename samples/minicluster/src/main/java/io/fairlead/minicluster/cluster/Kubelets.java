package io.fairlead.minicluster.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.minicluster.api.ClusterApi;
import io.fairlead.minicluster.kubelet.ControlGroups;
import io.fairlead.minicluster.kubelet.EventLog;
import io.fairlead.minicluster.kubelet.KubeletTools;
import io.fairlead.minicluster.kubelet.Places;
import io.fairlead.minicluster.kubelet.PodAccess;
import io.fairlead.minicluster.network.Node;
import io.fairlead.minicluster.network.NodePlan;
import io.fairlead.minicluster.node.Kubelet;
import io.fairlead.minicluster.node.NodeRegistration;
import io.fairlead.minicluster.node.ServiceProxy;
import io.fairlead.minicluster.reconcile.Controllers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The nodes of a cluster at the API server: each registered, and its pods running.
final class Kubelets implements AutoCloseable {

    private static final Duration DRAIN = Duration.ofSeconds(1);

    /// As long as Istio's sidecar drains by default (`terminationDrainDuration`). While two cores start a dozen
    /// processes, the news of a pod's leaving may need more than a second to reach its callers.
    private static final Duration MESH_DRAIN = Duration.ofSeconds(5);

    private static final int PODS_MAX = 250;

    private final List<Node> nodes;
    private final List<KubernetesClient> clients = new ArrayList<>();
    private final List<NodeRegistration> registrations = new ArrayList<>();
    private final List<Kubelet> kubelets = new ArrayList<>();
    private final ControlGroups groups;

    private Kubelets(List<Node> nodes, ControlGroups groups) {
        this.nodes = nodes;
        this.groups = groups;
    }

    /// Registers the nodes, and removes those that the cluster had before; their pods don't run yet.
    static Kubelets register(ClusterApi api, List<Node> nodes, ControlGroups groups)
            throws IOException, GeneralSecurityException {
        Kubelets all = new Kubelets(nodes, groups);
        for (Node node : nodes) {
            KubernetesClient client =
                    Controllers.client(api.kubeconfig(node.plan().user(), "system:nodes"));
            all.clients.add(client);
            all.registrations.add(
                    NodeRegistration.start(
                            client, node.plan(), nodes.size() > 1, capacity(groups)));
        }
        try (KubernetesClient admin = Controllers.client(api.kubeconfig())) {
            NodeRegistration.forgetOthers(
                    admin,
                    nodes.stream().map(node -> node.plan().name()).collect(Collectors.toSet()));
        }
        return all;
    }

    /// Runs the nodes' pods from now on.
    void start(ClusterOptions options, Contents contents, ServiceProxy proxy) throws IOException {
        Programs programs = Programs.read(options);
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            NodePlan plan = node.plan();
            kubelets.add(
                    Kubelet.start(
                            clients.get(i),
                            new Kubelet.Setting(
                                    plan,
                                    events -> tools(options, programs, node, events),
                                    pods -> {
                                        contents.pods(plan, pods);
                                        proxy.pods(plan, pods);
                                    })));
        }
    }

    /// A pod, on whichever node it runs.
    Optional<PodAccess> find(String namespace, String name) {
        return kubelets.stream()
                .flatMap(kubelet -> kubelet.find(namespace, name).stream())
                .findFirst();
    }

    private KubeletTools tools(
            ClusterOptions options, Programs programs, Node node, EventLog events) {
        return new KubeletTools(
                new Places(options.scratch(), options.state().resolve("logs")),
                programs,
                events,
                InstantSource.system(),
                // Not closed: a probe that still waits must not hold up the end.
                task -> Thread.ofVirtual().start(task),
                node.holder(),
                groups,
                options.mesh() ? MESH_DRAIN : DRAIN);
    }

    private static NodeRegistration.Capacity capacity(ControlGroups limits) throws IOException {
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
                limits);
    }

    @Override
    public void close() {
        kubelets.forEach(Kubelet::close);
        registrations.forEach(NodeRegistration::close);
        clients.forEach(KubernetesClient::close);
    }
}
