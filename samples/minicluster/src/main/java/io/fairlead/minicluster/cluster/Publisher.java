package io.fairlead.minicluster.cluster;

import io.fairlead.minicluster.controllers.ClusterIps;
import io.fairlead.minicluster.controllers.Endpoints;
import io.fairlead.minicluster.controllers.RunningPod;
import io.fairlead.minicluster.dns.DnsServer;
import io.fairlead.minicluster.dns.Zone;
import io.fairlead.minicluster.network.Node;
import io.fairlead.minicluster.network.ServiceRules.Forward;
import io.fairlead.minicluster.schema.ServiceSpec;
import io.fairlead.minicluster.storage.Desired;
import io.fairlead.minicluster.storage.FileTree;
import io.fairlead.minicluster.storage.RegistryView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells everybody what the cluster looks like now: packets, names, the daemon, people.
public final class Publisher {

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private final Node node;
    private final DnsServer dns;
    private final FileTree registry;
    private final StateFile state;

    /// Everything there is to tell.
    record Picture(
            Desired desired,
            List<PodEntry> entries,
            List<RunningPod> pods,
            List<Endpoints> endpoints,
            ClusterIps clusterIps) {}

    /// @param registry where the daemon reads
    public Publisher(Node node, DnsServer dns, FileTree registry, StateFile state) {
        this.node = node;
        this.dns = dns;
        this.registry = registry;
        this.state = state;
    }

    void publish(Picture picture) {
        try {
            node.publish(forwards(picture));
            dns.publish(Zone.of(picture.endpoints(), picture.clusterIps()));
            registry.show(
                    RegistryView.of(
                            picture.desired(),
                            picture.pods(),
                            picture.endpoints(),
                            picture.clusterIps()));
            state.show(picture);
        } catch (IOException refused) {
            // Tried again with the next news; a pod that becomes ready is news enough.
            LOG.error("event=publish_failed reason=\"{}\"", refused.getMessage());
        }
    }

    private static List<Forward> forwards(Picture picture) {
        List<Forward> forwards = new ArrayList<>();
        for (Endpoints one : picture.endpoints()) {
            String ip = picture.clusterIps().of(one.service().meta().name());
            if (ip.isEmpty()) {
                continue;
            }
            for (ServiceSpec.Port port : one.service().spec().ports()) {
                List<String> targets =
                        one.targets(port).stream()
                                .map(target -> target.ip() + ":" + target.port())
                                .toList();
                forwards.add(
                        new Forward(
                                one.service().meta().name().toString(),
                                port.protocol(),
                                ip,
                                port.number(),
                                port.nodePort(),
                                targets));
            }
        }
        return forwards;
    }
}
