package io.fairlead.translate.endpoint;

import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.fairlead.model.config.Service;
import io.fairlead.model.service.Endpoint;
import io.fairlead.model.service.Locality;
import io.fairlead.model.service.Protocol;
import io.fairlead.model.service.ServicePort;
import io.fairlead.translate.input.ClusterNames;
import io.fairlead.translate.input.IstioMetadata;
import io.fairlead.translate.input.Protos;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import io.fairlead.translate.input.ResourceType;
import io.fairlead.translate.input.Translated;
import io.fairlead.translate.input.UnitInput;
import io.fairlead.translate.input.Visibility;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The endpoints of one service, for each of its clusters.
///
/// @param endpoints those that are ready, by port of the service
/// @param subsets labels of each subset, in the order of the rule
public record ServiceAssignments(
        String host, SortedMap<Integer, List<Server>> endpoints, List<Part> subsets)
        implements UnitInput {

    private static final Comparator<Locality> BY_PLACE =
            Comparator.comparing(Locality::region)
                    .thenComparing(Locality::zone)
                    .thenComparing(Locality::subzone);

    /// Istio's name of a cluster that was not given one.
    private static final String CLUSTER_ID = "Kubernetes";

    /// An endpoint.
    ///
    /// @param meshed it speaks mutual TLS
    public record Server(Endpoint at, boolean meshed) {}

    /// A subset, as far as endpoints care.
    public record Part(String subset, Map<String, String> labels) {
        public Part {
            labels = Map.copyOf(labels);
        }
    }

    public ServiceAssignments {
        endpoints = new TreeMap<>(endpoints);
        subsets = List.copyOf(subsets);
    }

    /// Reads the endpoints of one service for a class of clients.
    public static Optional<ServiceAssignments> collect(
            String host, ProxyClass.Outbound client, Reader reader) {
        return reader.service(host)
                .filter(service -> hasAssignments(service, client))
                .map(service -> of(service, client, reader));
    }

    private static boolean hasAssignments(Service service, ProxyClass.Outbound client) {
        return service.type() != Service.Type.EXTERNAL_NAME
                && !service.headless()
                && service.entry().filter(entry -> entry.resolution().isByName()).isEmpty()
                && Visibility.visible(service.exportTo(), service.namespace(), client.namespace());
    }

    private static ServiceAssignments of(
            Service service, ProxyClass.Outbound client, Reader reader) {
        List<Part> parts =
                reader.rule(service.host(), client).subsets().stream()
                        .map(subset -> new Part(subset.name(), subset.labels()))
                        .toList();
        return new ServiceAssignments(service.host(), servers(service, reader), parts);
    }

    /// The servers of a service that are ready, by its port.
    public static SortedMap<Integer, List<Server>> servers(Service service, Reader reader) {
        SortedMap<Integer, List<Server>> servers = new TreeMap<>();
        for (ServicePort port : service.ports()) {
            if (port.protocol() != Protocol.UDP) {
                servers.put(
                        port.number(),
                        reader.endpoints(service.host()).of(port.number()).stream()
                                .filter(Endpoint::ready)
                                .map(at -> new Server(at, reader.speaksMutualTls(at)))
                                .toList());
            }
        }
        return servers;
    }

    @Override
    public List<Translated> translate() {
        List<Translated> assignments = new ArrayList<>();
        endpoints.forEach((port, all) -> {
            assignments.add(translated(ClusterNames.outbound(port, "", host), all));
            for (Part part : subsets) {
                assignments.add(
                        translated(
                                ClusterNames.outbound(port, part.subset(), host),
                                all.stream()
                                        .filter(server -> server.at().hasLabels(part.labels()))
                                        .toList()));
            }
        });
        return assignments;
    }

    private static Translated translated(String cluster, List<Server> servers) {
        return new Translated(ResourceType.ENDPOINT, cluster, assignment(cluster, servers));
    }

    /// The endpoints of one cluster, by where they are.
    public static ClusterLoadAssignment assignment(String cluster, List<Server> servers) {
        SortedMap<Locality, List<Server>> places = new TreeMap<>(BY_PLACE);
        for (Server server : servers) {
            places.computeIfAbsent(server.at().locality(), _ -> new ArrayList<>()).add(server);
        }
        ClusterLoadAssignment.Builder assignment =
                ClusterLoadAssignment.newBuilder().setClusterName(cluster);
        places.forEach((place, there) -> assignment.addEndpoints(locality(place, there)));
        return assignment.build();
    }

    private static LocalityLbEndpoints locality(Locality place, List<Server> servers) {
        LocalityLbEndpoints.Builder locality =
                LocalityLbEndpoints.newBuilder()
                        .setLoadBalancingWeight(
                                Protos.uint32(
                                        servers.stream().mapToInt(one -> one.at().weight()).sum()))
                        .setLocality(
                                io.envoyproxy.envoy.config.core.v3.Locality.newBuilder()
                                        .setRegion(place.region())
                                        .setZone(place.zone())
                                        .setSubZone(place.subzone()));
        servers.forEach(server -> locality.addLbEndpoints(endpoint(server)));
        return locality.build();
    }

    private static LbEndpoint endpoint(Server server) {
        Endpoint endpoint = server.at();
        LbEndpoint.Builder built =
                LbEndpoint.newBuilder()
                        .setHealthStatus(HealthStatus.HEALTHY)
                        .setLoadBalancingWeight(Protos.uint32(endpoint.weight()))
                        .setMetadata(IstioMetadata.endpoint(workload(endpoint), server.meshed()));
        built.getEndpointBuilder()
                .setAddress(
                        Address.newBuilder()
                                .setSocketAddress(
                                        SocketAddress.newBuilder()
                                                .setAddress(endpoint.address())
                                                .setPortValue(endpoint.port())));
        return built.build();
    }

    /// What peers know of the workload; nothing for an address without a pod.
    private static String workload(Endpoint endpoint) {
        if (endpoint.pod().isEmpty()) {
            return "";
        }
        Map<String, String> labels = endpoint.labels();
        return String.join(
                ";",
                endpoint.workload(),
                endpoint.namespace(),
                canonicalName(labels, endpoint.workload()),
                canonicalRevision(labels),
                CLUSTER_ID);
    }

    private static String canonicalName(Map<String, String> labels, String workload) {
        for (String key :
                List.of("service.istio.io/canonical-name", "app.kubernetes.io/name", "app")) {
            if (labels.containsKey(key)) {
                return labels.getOrDefault(key, "");
            }
        }
        return workload;
    }

    private static String canonicalRevision(Map<String, String> labels) {
        for (String key :
                List.of(
                        "service.istio.io/canonical-revision",
                        "app.kubernetes.io/version",
                        "version")) {
            if (labels.containsKey(key)) {
                return labels.getOrDefault(key, "");
            }
        }
        return "latest";
    }
}
