package io.fairlead.migrate.decide.facts;

import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.Pod;
import io.fairlead.model.config.Service;
import io.fairlead.model.config.Workload;
import io.fairlead.model.service.ContainerPort;
import io.fairlead.model.service.Protocol;
import io.fairlead.model.service.ServicePort;
import io.fairlead.model.service.TargetPort;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The pods of one workload; before there are any, what its pods will be.
///
/// @param pods that run
/// @param labels that all of them have
/// @param containerPorts that any of them declares
/// @param meshed every one of them has a sidecar, or will get one
/// @param noted objects on which whoever runs it notes what he wants: what makes its pods, and they
record Group(
        String namespace,
        String workload,
        List<Pod> pods,
        Map<String, String> labels,
        Set<ContainerPort> containerPorts,
        boolean meshed,
        List<MeshObject> noted) {

    private static final String INJECT = "sidecar.istio.io/inject";
    private static final String TLS_MODE = "security.istio.io/tlsMode";
    private static final String HASH = "pod-template-hash";

    /// Ports that the sidecar keeps to itself: no mode of a policy concerns them.
    private static final Set<Integer> OF_SIDECAR =
            Set.of(15_000, 15_001, 15_004, 15_006, 15_008, 15_020, 15_021, 15_053, 15_090);

    /// All of a mesh, in order.
    static Collection<Group> all(MeshSnapshot mesh) {
        Map<String, List<Pod>> pods = new TreeMap<>();
        Map<String, Workload> workloads = new TreeMap<>();
        for (MeshObject object : mesh.objects().values()) {
            if (object instanceof Pod pod && !pod.hostNetwork()) {
                String owner = pod.namespace() + "/" + pod.workload();
                pods.computeIfAbsent(owner, _ -> new ArrayList<>()).add(pod);
            } else if (object instanceof Workload workload
                    && workload.replicas() > 0
                    && !workload.podLabels().containsKey(HASH)) {
                workloads.put(workload.namespace() + "/" + workload.name(), workload);
            }
        }
        Map<String, Group> groups = new TreeMap<>();
        workloads.forEach((owner, workload) -> groups.put(owner, of(workload)));
        pods.forEach((owner, running) -> {
            List<MeshObject> noted = new ArrayList<>(running);
            Workload maker = workloads.get(owner);
            if (maker != null) {
                noted.addFirst(maker);
            }
            groups.put(owner, of(running, noted));
        });
        return groups.values();
    }

    private static Group of(Workload workload) {
        return new Group(
                workload.namespace(),
                workload.name(),
                List.of(),
                workload.podLabels(),
                new LinkedHashSet<>(workload.ports()),
                !workload.podLabels().getOrDefault(INJECT, "").equals("false"),
                List.of(workload));
    }

    private static Group of(List<Pod> pods, List<MeshObject> noted) {
        Pod first = pods.getFirst();
        Map<String, String> labels = new TreeMap<>(first.labels());
        Set<ContainerPort> ports = new LinkedHashSet<>();
        boolean meshed = true;
        for (Pod pod : pods) {
            labels.entrySet().retainAll(pod.labels().entrySet());
            ports.addAll(pod.ports());
            meshed &= isMeshed(pod);
        }
        return new Group(first.namespace(), first.workload(), pods, labels, ports, meshed, noted);
    }

    String owner() {
        return namespace + "/" + workload;
    }

    boolean has(Map<String, String> selector) {
        return !selector.isEmpty() && labels.entrySet().containsAll(selector.entrySet());
    }

    /// Its own port behind a port of a service.
    Optional<Integer> target(ServicePort port) {
        if (port.protocol() == Protocol.UDP) {
            return Optional.empty();
        }
        return switch (port.target()) {
            case TargetPort.Numbered(int number) -> Optional.of(number);
            case TargetPort.Named(String name) ->
                    containerPorts.stream()
                            .filter(declared -> declared.name().equals(name))
                            .map(ContainerPort::number)
                            .findFirst();
        };
    }

    /// True when any of them has a sidecar, also while others have none yet.
    private boolean hasSidecars() {
        return meshed || pods.stream().anyMatch(Group::isMeshed);
    }

    /// True when the pod says that its port takes mutual TLS: it has a sidecar.
    static boolean isMeshed(Pod pod) {
        return pod.labels().getOrDefault(TLS_MODE, "").equals("istio");
    }

    /// Ports that it declares, and that services lead to.
    ///
    /// @param services that lead to it
    Set<Integer> ports(List<Service> services) {
        Set<Integer> ports = new TreeSet<>();
        containerPorts.stream()
                .filter(port -> port.protocol().equals("TCP") && port.number() > 0)
                .filter(port -> !hasSidecars() || !OF_SIDECAR.contains(port.number()))
                .forEach(port -> ports.add(port.number()));
        services.forEach(s -> s.ports().forEach(port -> target(port).ifPresent(ports::add)));
        return ports;
    }
}
