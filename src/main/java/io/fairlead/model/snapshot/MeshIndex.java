package io.fairlead.model.snapshot;

import io.fairlead.model.config.CronJob;
import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.EndpointSlice;
import io.fairlead.model.config.Gateway;
import io.fairlead.model.config.MeshConfig;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.MtlsMigration;
import io.fairlead.model.config.Namespace;
import io.fairlead.model.config.Node;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.OtherConfig;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.config.Pod;
import io.fairlead.model.config.Role;
import io.fairlead.model.config.RoleBinding;
import io.fairlead.model.config.Secret;
import io.fairlead.model.config.Service;
import io.fairlead.model.config.ServiceAccount;
import io.fairlead.model.config.ServiceEntry;
import io.fairlead.model.config.Telemetry;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.config.Workload;
import io.fairlead.model.service.ServiceEndpoints;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Objects arranged for questions. A pure function of the objects.
///
/// @param services by host: of Kubernetes, else of the oldest entry that wants it
/// @param entries those that want a host, by it, oldest first
/// @param endpoints by host of the service, one for every service
/// @param slices by key of the service that they name, in the order of their own keys
/// @param pods by `namespace/name`
public record MeshIndex(
        MeshConfig mesh,
        SortedMap<String, Service> services,
        Map<String, List<ServiceEntry>> entries,
        SortedMap<String, ServiceEndpoints> endpoints,
        Map<ObjectKey, List<EndpointSlice>> slices,
        List<VirtualService> virtualServices,
        List<DestinationRule> destinationRules,
        List<PeerAuthentication> peerAuthentications,
        List<Telemetry> telemetries,
        Map<String, Pod> pods,
        Map<String, Pod> podsByIp,
        Map<String, Namespace> namespaces,
        Map<String, Node> nodes) {

    public static final MeshIndex EMPTY = of(List.of());

    public MeshIndex {
        services = OrderedMap.copyOf(services);
        entries = OrderedMap.copyOf(entries);
        endpoints = OrderedMap.copyOf(endpoints);
        slices = OrderedMap.copyOf(slices);
        virtualServices = List.copyOf(virtualServices);
        destinationRules = List.copyOf(destinationRules);
        peerAuthentications = List.copyOf(peerAuthentications);
        telemetries = List.copyOf(telemetries);
        pods = OrderedMap.copyOf(pods);
        podsByIp = OrderedMap.copyOf(podsByIp);
        namespaces = OrderedMap.copyOf(namespaces);
        nodes = OrderedMap.copyOf(nodes);
    }

    static MeshIndex of(Collection<MeshObject> objects) {
        Sorter sorter = new Sorter();
        objects.forEach(sorter::add);
        return sorter.index();
    }

    /// The key of the Service that a slice is about.
    static ObjectKey serviceOf(EndpointSlice slice) {
        return new ObjectKey("", "Service", slice.namespace(), slice.service());
    }

    static Set<String> hostsOf(ServiceEntry entry) {
        return new TreeSet<>(entry.hosts());
    }

    static String nameOf(Pod pod) {
        return pod.namespace() + "/" + pod.name();
    }

    /// Collects the objects by type, in the order of their keys.
    private static final class Sorter {
        private MeshConfig mesh = MeshConfig.DEFAULT;
        private final SortedMap<String, Service> services = new TreeMap<>();
        private final Map<String, List<ServiceEntry>> entries = new HashMap<>();
        private final Map<ObjectKey, List<EndpointSlice>> slices = new HashMap<>();
        private final List<VirtualService> virtualServices = new ArrayList<>();
        private final List<DestinationRule> destinationRules = new ArrayList<>();
        private final List<PeerAuthentication> peerAuthentications = new ArrayList<>();
        private final List<Telemetry> telemetries = new ArrayList<>();
        private final Map<String, Pod> pods = new HashMap<>();
        private final Map<String, Pod> podsByIp = new HashMap<>();
        private final Map<String, Namespace> namespaces = new HashMap<>();
        private final Map<String, Node> nodes = new HashMap<>();

        void add(MeshObject object) {
            switch (object) {
                case MeshConfig config -> mesh = config;
                case Service service -> services.put(service.host(), service);
                case ServiceEntry entry ->
                        hostsOf(entry)
                                .forEach(host ->
                                        entries.computeIfAbsent(host, _ -> new ArrayList<>())
                                                .add(entry));
                case EndpointSlice slice ->
                        slices.computeIfAbsent(serviceOf(slice), _ -> new ArrayList<>()).add(slice);
                case VirtualService virtualService -> virtualServices.add(virtualService);
                case DestinationRule rule -> destinationRules.add(rule);
                case PeerAuthentication policy -> peerAuthentications.add(policy);
                case Telemetry telemetry -> telemetries.add(telemetry);
                case Pod pod -> addPod(pod);
                case Namespace namespace -> namespaces.put(namespace.name(), namespace);
                case Node node -> nodes.put(node.name(), node);
                case CronJob _, ServiceAccount _, Workload _, MtlsMigration _, OtherConfig _ -> {
                    // Nobody asks for them by anything but their key.
                }
                case Gateway _, Role _, RoleBinding _, Secret _ -> {
                    // Nobody asks for them by anything but their key.
                }
            }
        }

        private void addPod(Pod pod) {
            pods.put(nameOf(pod), pod);
            if (!pod.hostNetwork()) {
                pod.ips().forEach(ip -> podsByIp.put(ip, pod));
            }
        }

        MeshIndex index() {
            entries.forEach((host, wanting) -> {
                wanting.sort(MeshObject.OLDEST_FIRST);
                services.putIfAbsent(host, wanting.getFirst().service(host));
            });
            EndpointJoin join = new EndpointJoin(pods, podsByIp, nodes);
            SortedMap<String, ServiceEndpoints> endpoints = new TreeMap<>();
            for (Service service : services.values()) {
                endpoints.put(
                        service.host(),
                        join.of(service, slices.getOrDefault(service.key(), List.of())));
            }
            virtualServices.sort(MeshObject.OLDEST_FIRST);
            destinationRules.sort(MeshObject.OLDEST_FIRST);
            peerAuthentications.sort(MeshObject.OLDEST_FIRST);
            telemetries.sort(MeshObject.OLDEST_FIRST);
            return new MeshIndex(
                    mesh,
                    services,
                    entries,
                    endpoints,
                    slices,
                    virtualServices,
                    destinationRules,
                    peerAuthentications,
                    telemetries,
                    pods,
                    podsByIp,
                    namespaces,
                    nodes);
        }
    }
}
