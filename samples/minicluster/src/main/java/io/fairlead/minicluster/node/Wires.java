package io.fairlead.minicluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fairlead.minicluster.dns.Zone;
import io.fairlead.minicluster.network.ServiceRules.Forward;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where the addresses and the names of Services lead. Pure.
final class Wires {

    private static final String SERVICE = "kubernetes.io/service-name";

    private final Collection<Service> services;
    private final Map<String, List<EndpointSlice>> slices = new HashMap<>();

    Wires(Collection<Service> services, Collection<EndpointSlice> all) {
        this.services = services;
        for (EndpointSlice slice : all) {
            @Nullable String service = slice.getMetadata().getLabels().get(SERVICE);
            if (service != null) {
                slices.computeIfAbsent(
                                slice.getMetadata().getNamespace() + "/" + service,
                                _ -> new ArrayList<>())
                        .add(slice);
            }
        }
    }

    /// For the node's packet rules.
    List<Forward> forwards() {
        List<Forward> forwards = new ArrayList<>();
        for (Service service : services) {
            String address = Objects.requireNonNullElse(service.getSpec().getClusterIP(), "");
            if (address.isEmpty() || address.equals("None")) {
                continue;
            }
            for (ServicePort port : service.getSpec().getPorts()) {
                forwards.add(
                        new Forward(
                                key(service),
                                Objects.requireNonNullElse(port.getProtocol(), "TCP"),
                                address,
                                port.getPort(),
                                Objects.requireNonNullElse(port.getNodePort(), 0),
                                targets(service, port)));
            }
        }
        return forwards;
    }

    /// Ports of the node that lead to containers of its pods. A pod in the node's own network has them already.
    static List<Forward> hostPorts(Collection<RunningPod> pods, String node) {
        List<Forward> forwards = new ArrayList<>();
        for (RunningPod pod : pods) {
            for (Container container : pod.pod().getSpec().getContainers()) {
                for (ContainerPort port : container.getPorts()) {
                    if (port.getHostPort() != null && !pod.ip().equals(node)) {
                        forwards.add(
                                new Forward(
                                        pod.key(),
                                        Objects.requireNonNullElse(port.getProtocol(), "TCP"),
                                        node,
                                        port.getHostPort(),
                                        0,
                                        List.of(pod.ip() + ":" + port.getContainerPort())));
                    }
                }
            }
        }
        return forwards;
    }

    /// For the name server.
    Zone zone() {
        Map<String, Zone.Entry> entries = new HashMap<>();
        for (Service service : services) {
            String name =
                    "%s.%s.svc.%s"
                            .formatted(
                                    service.getMetadata().getName(),
                                    service.getMetadata().getNamespace(),
                                    Zone.DOMAIN);
            String address = Objects.requireNonNullElse(service.getSpec().getClusterIP(), "");
            if ("ExternalName".equals(service.getSpec().getType())) {
                entries.put(name, new Zone.Entry.Alias(bare(service.getSpec().getExternalName())));
            } else if (address.equals("None")) {
                headless(service, name, entries);
            } else if (!address.isEmpty()) {
                entries.put(name, new Zone.Entry.Addresses(List.of(address)));
            }
        }
        return new Zone(entries);
    }

    /// Ports of the node that lead into the cluster.
    List<Integer> nodePorts() {
        return services.stream()
                .flatMap(service -> service.getSpec().getPorts().stream())
                .filter(port -> "TCP".equals(port.getProtocol()))
                .map(port -> Objects.requireNonNullElse(port.getNodePort(), 0))
                .filter(port -> port != 0)
                .sorted()
                .toList();
    }

    private void headless(Service service, String name, Map<String, Zone.Entry> entries) {
        List<String> all = new ArrayList<>();
        for (EndpointSlice slice : slices(service)) {
            for (Endpoint endpoint : slice.getEndpoints()) {
                if (ready(endpoint)) {
                    all.addAll(endpoint.getAddresses());
                    if (endpoint.getHostname() != null) {
                        entries.put(
                                endpoint.getHostname().toLowerCase(Locale.ROOT) + "." + name,
                                new Zone.Entry.Addresses(endpoint.getAddresses()));
                    }
                }
            }
        }
        if (!all.isEmpty()) {
            entries.put(name, new Zone.Entry.Addresses(all));
        }
    }

    private List<String> targets(Service service, ServicePort port) {
        List<String> targets = new ArrayList<>();
        String name = Objects.requireNonNullElse(port.getName(), "");
        for (EndpointSlice slice : slices(service)) {
            for (EndpointPort one : slice.getPorts()) {
                if (name.equals(Objects.requireNonNullElse(one.getName(), ""))) {
                    slice.getEndpoints().stream()
                            .filter(Wires::ready)
                            .flatMap(endpoint -> endpoint.getAddresses().stream())
                            .forEach(address -> targets.add(address + ":" + one.getPort()));
                }
            }
        }
        return targets.stream().distinct().sorted().toList();
    }

    private static boolean ready(Endpoint endpoint) {
        return endpoint.getConditions() == null
                || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
    }

    private List<EndpointSlice> slices(Service service) {
        return slices.getOrDefault(key(service), List.of());
    }

    private static String key(Service service) {
        return service.getMetadata().getNamespace() + "/" + service.getMetadata().getName();
    }

    private static String bare(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
