package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointAddressBuilder;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.EndpointSubsetBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where a Service with a selector leads: its pods, grouped by the numbers that its ports have in them. Pure.
final class EndpointsOf {

    private static final int SLICE_MAX = 100;

    private final Service service;
    private final boolean publishNotReady;
    private final Map<List<Port>, List<Pod>> groups = new LinkedHashMap<>();

    /// A port of the Service with its number in a pod.
    private record Port(String name, String protocol, int number, String appProtocol) {}

    /// @param pods of the Service's namespace
    EndpointsOf(Service service, Collection<Pod> pods) {
        this.service = service;
        this.publishNotReady = Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
        pods.stream()
                .filter(pod -> selects(service, pod))
                .filter(pod -> pod.getStatus() != null && pod.getStatus().getPodIP() != null)
                .filter(pod -> !PodState.over(pod))
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                .forEach(
                        pod -> groups.computeIfAbsent(ports(pod), _ -> new ArrayList<>()).add(pod));
    }

    /// True where the Service leads to pods by their labels, and to this one.
    static boolean selects(Service service, Pod pod) {
        Map<String, String> selector = service.getSpec().getSelector();
        return selector != null
                && !selector.isEmpty()
                && !"ExternalName".equals(service.getSpec().getType())
                && service.getMetadata().getNamespace().equals(pod.getMetadata().getNamespace())
                && pod.getMetadata().getLabels().entrySet().containsAll(selector.entrySet());
    }

    /// For Endpoints. Pods that end are left out.
    List<EndpointSubset> subsets() {
        List<EndpointSubset> subsets = new ArrayList<>();
        groups.forEach((ports, pods) -> {
            List<EndpointAddress> ready = new ArrayList<>();
            List<EndpointAddress> unready = new ArrayList<>();
            for (Pod pod : pods) {
                if (!pod.isMarkedForDeletion()) {
                    (publishNotReady || PodState.ready(pod) ? ready : unready).add(address(pod));
                }
            }
            if (!ready.isEmpty() || !unready.isEmpty()) {
                subsets.add(
                        new EndpointSubsetBuilder()
                                .withAddresses(ready)
                                .withNotReadyAddresses(unready)
                                .withPorts(ports.stream().map(EndpointsOf::port).toList())
                                .build());
            }
        });
        return subsets;
    }

    /// For EndpointSlices, without names as yet. Pods that end are in them, and said to.
    List<EndpointSlice> slices() {
        List<EndpointSlice> slices = new ArrayList<>();
        groups.forEach((ports, pods) -> {
            for (int from = 0; from < pods.size(); from += SLICE_MAX) {
                List<Pod> part = pods.subList(from, Math.min(pods.size(), from + SLICE_MAX));
                slices.add(slice(ports, part));
            }
        });
        // A Service without pods has one slice all the same, so that its readers know it.
        return slices.isEmpty() ? List.of(slice(List.of(), List.of())) : slices;
    }

    private EndpointSlice slice(List<Port> ports, List<Pod> pods) {
        return new EndpointSliceBuilder()
                .withAddressType("IPv4")
                .withEndpoints(pods.stream().map(this::endpoint).toList())
                .withPorts(
                        ports.stream()
                                .map(port ->
                                        new io.fabric8.kubernetes.api.model.discovery.v1
                                                        .EndpointPortBuilder()
                                                .withName(port.name())
                                                .withProtocol(port.protocol())
                                                .withPort(port.number())
                                                .withAppProtocol(orNull(port.appProtocol()))
                                                .build())
                                .toList())
                .build();
    }

    private Endpoint endpoint(Pod pod) {
        boolean ending = pod.isMarkedForDeletion();
        boolean serving = PodState.ready(pod);
        return new EndpointBuilder()
                .withAddresses(pod.getStatus().getPodIP())
                .withHostname(orNull(hostname(pod)))
                .withNodeName(orNull(PodState.nodeName(pod)))
                .withTargetRef(reference(pod))
                .withNewConditions()
                .withReady(publishNotReady || (serving && !ending))
                .withServing(publishNotReady || serving)
                .withTerminating(ending)
                .endConditions()
                .build();
    }

    private EndpointAddress address(Pod pod) {
        return new EndpointAddressBuilder()
                .withIp(pod.getStatus().getPodIP())
                .withHostname(orNull(hostname(pod)))
                .withNodeName(orNull(PodState.nodeName(pod)))
                .withTargetRef(reference(pod))
                .build();
    }

    /// Only within the Service that is the pod's subdomain.
    private String hostname(Pod pod) {
        return service.getMetadata().getName().equals(pod.getSpec().getSubdomain())
                ? Objects.requireNonNullElse(pod.getSpec().getHostname(), "")
                : "";
    }

    /// A port whose name the pod doesn't know leads nowhere there.
    private List<Port> ports(Pod pod) {
        List<Port> ports = new ArrayList<>();
        for (ServicePort port : service.getSpec().getPorts()) {
            String protocol = Objects.requireNonNullElse(port.getProtocol(), "TCP");
            int number = number(pod, port, protocol);
            if (number != 0) {
                ports.add(
                        new Port(
                                Objects.requireNonNullElse(port.getName(), ""),
                                protocol,
                                number,
                                Objects.requireNonNullElse(port.getAppProtocol(), "")));
            }
        }
        return ports;
    }

    private static int number(Pod pod, ServicePort port, String protocol) {
        @Nullable IntOrString target = port.getTargetPort();
        if (target == null) {
            return port.getPort();
        }
        if (target.getIntVal() != null) {
            return target.getIntVal();
        }
        return pod.getSpec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .filter(one -> Objects.equals(one.getName(), target.getStrVal()))
                .filter(one ->
                        protocol.equals(Objects.requireNonNullElse(one.getProtocol(), "TCP")))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElse(0);
    }

    private static EndpointPort port(Port port) {
        return new EndpointPortBuilder()
                .withName(orNull(port.name()))
                .withProtocol(port.protocol())
                .withPort(port.number())
                .withAppProtocol(orNull(port.appProtocol()))
                .build();
    }

    private static ObjectReference reference(Pod pod) {
        return new ObjectReferenceBuilder()
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .build();
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
