package io.fairlead.minicluster.node;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fairlead.minicluster.dns.DnsServer;
import io.fairlead.minicluster.network.Node;
import io.fairlead.minicluster.network.Plan;
import io.fairlead.minicluster.network.ServiceRules.Forward;
import io.fairlead.minicluster.reconcile.Hearing;
import io.fairlead.minicluster.reconcile.Queue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Keeps the node's packet rules and the name server as the Services, their EndpointSlices and the node's pods say.
public final class ServiceProxy implements AutoCloseable {

    // News come in heaps; one look is enough for all of them.
    private static final Duration HEAP = Duration.ofMillis(20);
    private static final String ALL = "all";

    private final Node node;
    private final DnsServer dns;
    private final Consumer<List<Integer>> nodePorts;
    private final Queue queue = new Queue("service-proxy", _ -> look());
    private volatile List<Forward> hostPorts = List.of();
    private final SharedIndexInformer<Service> services;
    private final SharedIndexInformer<EndpointSlice> slices;

    private ServiceProxy(
            KubernetesClient client, Node node, DnsServer dns, Consumer<List<Integer>> nodePorts) {
        this.node = node;
        this.dns = dns;
        this.nodePorts = nodePorts;
        this.services = client.services().inAnyNamespace().runnableInformer(0);
        this.slices = client.discovery().v1().endpointSlices().inAnyNamespace().runnableInformer(0);
    }

    /// Starts it.
    ///
    /// @param nodePorts hears which ports of the node lead into the cluster
    public static ServiceProxy start(
            KubernetesClient client, Node node, DnsServer dns, Consumer<List<Integer>> nodePorts) {
        ServiceProxy proxy = new ServiceProxy(client, node, dns, nodePorts);
        proxy.services.addEventHandler(new Hearing<>(_ -> proxy.queue.add(ALL, HEAP)));
        proxy.slices.addEventHandler(new Hearing<>(_ -> proxy.queue.add(ALL, HEAP)));
        proxy.slices.run();
        proxy.services.run();
        return proxy;
    }

    /// These pods run on the node.
    public void pods(List<RunningPod> now) {
        List<Forward> ports = Wires.hostPorts(now, Plan.NODE);
        if (!ports.equals(hostPorts)) {
            hostPorts = ports;
            queue.add(ALL);
        }
    }

    private void look() {
        Wires wires = new Wires(services.getStore().list(), slices.getStore().list());
        dns.publish(wires.zone());
        nodePorts.accept(wires.nodePorts());
        List<Forward> forwards = new ArrayList<>(wires.forwards());
        forwards.addAll(hostPorts);
        try {
            node.publish(forwards);
        } catch (IOException refused) {
            // The queue tries again.
            throw new UncheckedIOException(refused);
        }
    }

    @Override
    public void close() {
        queue.close();
        services.close();
        slices.close();
    }
}
