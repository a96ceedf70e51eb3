package io.fairlead.minicluster.node;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fairlead.minicluster.dns.DnsServer;
import io.fairlead.minicluster.network.Node;
import io.fairlead.minicluster.network.NodePlan;
import io.fairlead.minicluster.network.Plan;
import io.fairlead.minicluster.network.ServiceRules.Forward;
import io.fairlead.minicluster.reconcile.Controllers;
import io.fairlead.minicluster.reconcile.Hearing;
import io.fairlead.minicluster.reconcile.Queue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Keeps the nodes' packet rules and the name server as the Services, their EndpointSlices and the nodes' pods say.
public final class ServiceProxy implements AutoCloseable {

    // News come in heaps; one look is enough for all of them.
    private static final Duration HEAP = Duration.ofMillis(20);
    private static final String ALL = "all";

    private final List<Node> nodes;
    private final DnsServer dns;
    private final Consumer<List<Integer>> nodePorts;
    private final Queue queue = new Queue("service-proxy", _ -> look());
    private final Map<NodePlan, List<Forward>> hostPorts = new ConcurrentHashMap<>();
    private final SharedIndexInformer<Service> services;
    private final SharedIndexInformer<EndpointSlice> slices;

    private ServiceProxy(
            KubernetesClient client,
            List<Node> nodes,
            DnsServer dns,
            Consumer<List<Integer>> nodePorts) {
        this.nodes = nodes;
        this.dns = dns;
        this.nodePorts = nodePorts;
        this.services = client.services().inAnyNamespace().runnableInformer(0);
        this.slices = client.discovery().v1().endpointSlices().inAnyNamespace().runnableInformer(0);
    }

    /// Starts it.
    ///
    /// @param nodePorts hears which ports of the node lead into the cluster
    public static ServiceProxy start(
            KubernetesClient client,
            List<Node> nodes,
            DnsServer dns,
            Consumer<List<Integer>> nodePorts) {
        ServiceProxy proxy = new ServiceProxy(client, nodes, dns, nodePorts);
        proxy.services.addEventHandler(new Hearing<>(_ -> proxy.queue.add(ALL, HEAP)));
        proxy.slices.addEventHandler(new Hearing<>(_ -> proxy.queue.add(ALL, HEAP)));
        Controllers.start(List.of(proxy.slices, proxy.services));
        return proxy;
    }

    /// These pods run on the node.
    public void pods(NodePlan node, List<RunningPod> now) {
        List<Forward> ports = Wires.hostPorts(now, node.address());
        if (!ports.equals(hostPorts.put(node, ports))) {
            queue.add(ALL);
        }
    }

    private void look() {
        Wires wires = new Wires(services.getStore().list(), slices.getStore().list());
        dns.publish(wires.zone());
        nodePorts.accept(wires.nodePorts());
        List<Forward> forwards = new ArrayList<>(wires.forwards());
        nodes.stream()
                .map(Node::plan)
                .filter(node -> !node.first())
                .forEach(node -> forwards.add(kubelet(node)));
        try {
            for (Node node : nodes) {
                List<Forward> all = new ArrayList<>(forwards);
                all.addAll(hostPorts.getOrDefault(node.plan(), List.of()));
                node.publish(all);
            }
        } catch (IOException refused) {
            // The queue tries again.
            throw new UncheckedIOException(refused);
        }
    }

    /// All kubelets are one server, on the first node.
    private static Forward kubelet(NodePlan node) {
        return new Forward(
                "kubelet " + node.name(),
                "TCP",
                node.address(),
                Plan.KUBELET_PORT,
                0,
                List.of(Plan.NODE + ":" + Plan.KUBELET_PORT));
    }

    @Override
    public void close() {
        queue.close();
        services.close();
        slices.close();
    }
}
