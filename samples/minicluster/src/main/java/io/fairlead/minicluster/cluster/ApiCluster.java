package io.fairlead.minicluster.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.minicluster.api.ApiCore;
import io.fairlead.minicluster.api.ClusterApi;
import io.fairlead.minicluster.api.http.ClusterPki;
import io.fairlead.minicluster.api.http.NodeClient;
import io.fairlead.minicluster.dns.DnsServer;
import io.fairlead.minicluster.kubelet.ControlGroups;
import io.fairlead.minicluster.network.Node;
import io.fairlead.minicluster.network.NodeGate;
import io.fairlead.minicluster.network.NodePlan;
import io.fairlead.minicluster.network.Plan;
import io.fairlead.minicluster.node.NodeFile;
import io.fairlead.minicluster.node.ServiceProxy;
import io.fairlead.minicluster.reconcile.Controllers;
import io.fairlead.minicluster.streaming.KubeletServer;
import io.fairlead.minicluster.streaming.StreamLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A cluster that is used through its API server: builds it from its parts and runs it until its standard
/// input ends, which happens when whoever started it stops or dies.
public final class ApiCluster {

    /// Where the API server listens on the node.
    public static final int API_PORT = 6_443;

    private static final Logger LOG = LoggerFactory.getLogger(ApiCluster.class);
    private static final int DNS_PORT = 53;

    private ApiCluster() {}

    /// Runs in the cluster's own namespaces.
    public static void run(ClusterOptions options, InputStream lifeline)
            throws IOException, GeneralSecurityException {
        ControlGroups groups = ControlGroups.open(options.state());
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < options.nodes(); i++) {
            // Not closed: what holds their networks ends with the cluster.
            nodes.add(Node.make(new NodePlan(i), options.scratch()));
        }
        NodeFile file = new NodeFile(options.state().resolve("cluster.json"), options.scratch());
        try (file;
                DnsServer dns = DnsServer.start(new InetSocketAddress(Plan.DNS, DNS_PORT));
                NodeGate gate = NodeGate.open(options.state().resolve("node.sock"));
                ClusterApi api = api(options);
                Controllers controllers =
                        Controllers.start(
                                api.kubeconfig(Controllers.USER),
                                api.kubeconfig(Controllers.SCHEDULER));
                KubernetesClient admin = Controllers.client(api.kubeconfig());
                KubernetesClient rules = Controllers.client(api.kubeconfig("system:kube-proxy"));
                Kubelets kubelets = Kubelets.register(api, nodes, groups);
                ServiceProxy proxy = ServiceProxy.start(rules, nodes, dns, file::nodePorts);
                Contents contents = Contents.of(options, admin, file);
                KubeletServer streams = serve(options.data(), nodes, kubelets)) {
            kubelets.start(options, contents, proxy);
            LOG.info(
                    "event=cluster_started parts=\"{}\"",
                    List.of(gate, api, controllers, kubelets, proxy, streams));
            contents.begin();
            // Nothing is ever said on it; its end is the message.
            lifeline.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static ClusterApi api(ClusterOptions options)
            throws IOException, GeneralSecurityException {
        InetSocketAddress address = new InetSocketAddress(Plan.NODE, API_PORT);
        if (options.apiServer() == null) {
            return ApiCore.start(options.data(), address, Map.of());
        }
        KubeApiServer server =
                KubeApiServer.start(options.apiServer(), options.data(), address, List.of());
        server.grantParts();
        return server;
    }

    /// For the API server alone; one for all nodes, to which their packet rules lead.
    private static KubeletServer serve(Path data, List<Node> nodes, Kubelets kubelets)
            throws IOException, GeneralSecurityException {
        ClusterPki pki =
                ClusterPki.open(
                        data.resolve("pki"), InstantSource.system().instant(), new SecureRandom());
        ClusterPki.Identity own =
                pki.server(
                        NodePlan.FIRST.user(),
                        nodes.stream().map(node -> node.plan().address()).toList(),
                        List.of());
        return KubeletServer.start(
                new InetSocketAddress(Plan.NODE, Plan.KUBELET_PORT),
                new KubeletServer.Keys(pki.root(), own.certificate(), own.key(), NodeClient.NAME),
                kubelets::find,
                StreamLimits.DEFAULT);
    }
}
