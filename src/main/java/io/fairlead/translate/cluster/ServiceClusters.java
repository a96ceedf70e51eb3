package io.fairlead.translate.cluster;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.fairlead.model.config.Service;
import io.fairlead.model.policy.LoadBalancer;
import io.fairlead.model.policy.Subset;
import io.fairlead.model.policy.TrafficPolicy;
import io.fairlead.model.service.Protocol;
import io.fairlead.model.service.ServicePort;
import io.fairlead.translate.input.ClusterNames;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.IstioMetadata;
import io.fairlead.translate.input.Protos;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import io.fairlead.translate.input.ResourceType;
import io.fairlead.translate.input.Rule;
import io.fairlead.translate.input.Translated;
import io.fairlead.translate.input.UnitInput;
import io.fairlead.translate.input.Visibility;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The outbound clusters of one service: for each port one for the whole host and one for each subset.
///
/// @param finding how endpoints are found
/// @param peers the servers, as far as TLS cares
/// @param options false when the client lacks Envoy's HTTP protocol options
public record ServiceClusters(
        IstioMetadata.ServiceName service,
        Finding finding,
        List<Port> ports,
        Rule rule,
        Peers peers,
        Duration connectTimeout,
        boolean options)
        implements UnitInput {

    /// All of the host.
    private static final Subset WHOLE = new Subset("", Map.of(), TrafficPolicy.NONE);

    /// A port of the service, as far as clusters care.
    public record Port(int number, Protocol protocol) {}

    public ServiceClusters {
        ports = List.copyOf(ports);
    }

    /// Reads one service for a class of clients.
    public static Optional<ServiceClusters> collect(
            String host, ProxyClass.Outbound client, Reader reader) {
        return reader.service(host)
                .filter(service -> isSeen(service, client))
                .map(service ->
                        new ServiceClusters(
                                new IstioMetadata.ServiceName(
                                        host, service.shownName(), service.namespace()),
                                Finding.of(service, client.ipv6(), reader),
                                ports(service),
                                reader.rule(host, client),
                                Peers.collect(service, client, reader),
                                reader.mesh().connectTimeout(),
                                client.extensions().contains(Extension.HTTP_PROTOCOL_OPTIONS)));
    }

    /// A name for another host has no clusters of its own.
    private static boolean isSeen(Service service, ProxyClass.Outbound client) {
        return service.type() != Service.Type.EXTERNAL_NAME
                && Visibility.visible(service.exportTo(), service.namespace(), client.namespace());
    }

    private static List<Port> ports(Service service) {
        return service.ports().stream()
                .filter(port -> port.protocol() != Protocol.UDP)
                .map(ServiceClusters::port)
                .distinct()
                .toList();
    }

    private static Port port(ServicePort port) {
        return new Port(port.number(), port.protocol());
    }

    @Override
    public List<Translated> translate() {
        List<Translated> clusters = new ArrayList<>();
        for (Port port : ports) {
            clusters.add(cluster(port, WHOLE, rule.policy(port.number())));
            for (Subset subset : rule.subsets()) {
                clusters.add(cluster(port, subset, rule.policy(subset, port.number())));
            }
        }
        return clusters;
    }

    private Translated cluster(Port port, Subset of, TrafficPolicy policy) {
        String subset = of.name();
        String name = ClusterNames.outbound(port.number(), subset, service.host());
        Cluster.Builder cluster =
                Cluster.newBuilder()
                        .setName(name)
                        .setAltStatName(name + ";")
                        .setConnectTimeout(Protos.duration(connectTimeout))
                        .setMetadata(
                                IstioMetadata.cluster(List.of(service), rule.config(), subset));
        switch (isPassthrough(policy) ? new Finding.Chosen() : finding) {
            case Finding.Chosen _ ->
                    cluster.setType(Cluster.DiscoveryType.ORIGINAL_DST)
                            .setLbPolicy(Cluster.LbPolicy.CLUSTER_PROVIDED);
            case Finding.Assigned _ -> {
                cluster.setType(Cluster.DiscoveryType.EDS)
                        .setEdsClusterConfig(
                                Cluster.EdsClusterConfig.newBuilder()
                                        .setEdsConfig(Protos.OVER_ADS)
                                        .setServiceName(name));
                Balancing.apply(policy.loadBalancer(), cluster);
            }
            case Finding.LookedUp names -> {
                names.apply(port.number(), of.labels(), cluster);
                Balancing.apply(policy.loadBalancer(), cluster);
            }
        }
        Connections.apply(policy.connectionPool(), port.protocol(), options, cluster);
        Outliers.apply(policy.outlierDetection(), cluster);
        boolean http2 = Connections.speaksHttp2(policy.connectionPool(), port.protocol());
        new Sockets(peers, port.number(), subset, service.host(), http2, options)
                .apply(policy.tls(), cluster);
        return new Translated(ResourceType.CLUSTER, name, cluster.build());
    }

    private static boolean isPassthrough(TrafficPolicy policy) {
        return policy.loadBalancer() != null
                && policy.loadBalancer().choice()
                        instanceof LoadBalancer.Choice.Simple(LoadBalancer.Algorithm algorithm)
                && algorithm == LoadBalancer.Algorithm.PASSTHROUGH;
    }
}
